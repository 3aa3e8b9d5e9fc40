using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.Reading;
using Constellation.Realtime.Engine.Suggestions.Registry;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>Shows the candidates of one turn while they are written, each under the id that its suggestion will have.</summary>
internal sealed class Drafts(Turn turn, TurnWriter writer, TargetList targets, GraphFeed graph, BlockHandles handles, TimeSpan gather, TimeProvider time)
{
    private readonly Dictionary<string, Draft> _open = new(StringComparer.Ordinal);
    private readonly Queue<Guid> _corrected = new();

    /// <summary>More of a candidate has come; at most one event per gather.</summary>
    /// <param name="key">Tells apart candidates that are written at the same time.</param>
    public void Write(string key, string target, string part)
    {
        var draft = Find(key, target);
        draft.Reader.Push(part);
        if (draft.Target is not { } known || !draft.Reader.HasNews) return;
        if (draft.Shown is { } shown && time.GetElapsedTime(shown) < gather) return;
        if (draft.Reader.Draft() is not { } written) return;
        var payload = handles.Resolve(written);

        draft.Shown = time.GetTimestamp();
        writer.Add(SessionEvent.SuggestionDraft(turn.SessionId, turn.TurnId, time.GetUtcNow(), new Suggestion
        {
            SuggestionId = draft.SuggestionId,
            Target = known.Name,
            Payload = payload,
            Graph = DraftGraph.Of(known, payload, graph.Current),
            Status = SuggestionStatus.Draft,
        }));
    }

    /// <summary>The candidate is whole: the id that it has been shown under.</summary>
    public Guid Close(string key, string target)
    {
        var draft = Find(key, target);
        _open.Remove(key);
        return draft.SuggestionId;
    }

    /// <summary>The next candidate corrects the one that had this id, and keeps it.</summary>
    public void Corrects(Guid suggestionId) => _corrected.Enqueue(suggestionId);

    private Draft Find(string key, string target)
    {
        if (_open.TryGetValue(key, out var draft)) return draft;
        var id = _corrected.TryDequeue(out var corrected) ? corrected : Guid.CreateVersion7(time.GetUtcNow());
        return _open[key] = new Draft(id, targets.Find(target));
    }

    private sealed class Draft(Guid suggestionId, Target? target)
    {
        public Guid SuggestionId => suggestionId;

        public Target? Target => target;

        public DraftReader Reader { get; } = new();

        public long? Shown { get; set; }
    }
}
