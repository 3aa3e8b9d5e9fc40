using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.Reading;
using Constellation.Realtime.Engine.Suggestions.Registry;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>
/// Shows the candidates of one turn while they are written, each under the id that its suggestion will have: at most one event per gather, and what has closed within
/// one at its end, whether the model goes on or pauses. As long as one may be the same again as a suggestion that is ready it is not shown: it would have that one's id.
/// </summary>
internal sealed partial class Drafts(
    Turn turn, TurnWriter writer, TargetList targets, GraphFeed graph, BlockHandles handles, TimeSpan gather, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Draft> _open = new(StringComparer.Ordinal);
    private readonly Queue<Guid> _corrected = new();
    private readonly List<Suggestion> _ready = [];
    private ITimer? _due;
    private long? _shown;
    private bool _isDue;

    /// <summary>More of a candidate has come.</summary>
    /// <param name="key">Tells apart candidates that are written at the same time.</param>
    public void Write(string key, string target, string part)
    {
        lock (_lock)
        {
            var draft = Find(key, target);
            draft.Reader.Push(part);
            if (HasNews(draft) && !_isDue) ShowOrWait(draft);
        }
    }

    /// <summary>The candidate is whole: the id that it has been shown under.</summary>
    public Guid Close(string key, string target)
    {
        lock (_lock)
        {
            var draft = Find(key, target);
            _open.Remove(key);
            return draft.SuggestionId;
        }
    }

    /// <summary>The suggestion is ready: of the same again there is no draft.</summary>
    public void Keep(ReadySuggestion suggestion)
    {
        lock (_lock) _ready.Add(suggestion.Shown);
    }

    /// <summary>The next candidate corrects the one that had this id, and keeps it.</summary>
    public void Corrects(Guid suggestionId)
    {
        lock (_lock) _corrected.Enqueue(suggestionId);
    }

    /// <summary>What is being written is written anew: by another provider, from its beginning. It keeps its ids.</summary>
    public void StartOver()
    {
        lock (_lock)
        {
            foreach (var draft in _open.Values) _corrected.Enqueue(draft.SuggestionId);
            _open.Clear();
        }
    }

    /// <summary>Nothing is shown from here on.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _open.Clear();
            _due?.Dispose();
        }
    }

    private static bool HasNews(Draft draft) => draft.Target is not null && draft.Reader.HasNews;

    private void ShowOrWait(Draft draft)
    {
        var wait = _shown is { } shown ? gather - time.GetElapsedTime(shown) : TimeSpan.Zero;
        if (wait > TimeSpan.Zero)
        {
            _isDue = true;
            _due ??= time.CreateTimer(_ => ShowDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _due.Change(wait, Timeout.InfiniteTimeSpan);
        }
        else if (draft.Reader.Draft() is { } written)
        {
            Show(draft, draft.Target!, handles.Resolve(written));
        }
    }

    private void ShowDue()
    {
        lock (_lock)
        {
            try
            {
                _isDue = false;
                // Of several the one that has waited longest; the next one is due a gather later.
                foreach (var draft in _open.Values.Where(HasNews).OrderBy(draft => draft.Shown ?? 0).ToArray())
                {
                    if (_isDue) return;
                    ShowOrWait(draft);
                }
            }
            catch (Exception fault)
            {
                // Nobody waits for a timer, and what is only drawn must cost no turn.
                Log.NotDrawn(logger, fault, turn.TurnId, turn.SessionId);
            }
        }
    }

    private void Show(Draft draft, Target target, JsonElement payload)
    {
        if (_ready.Exists(ready => ready.Target == target.Name && IsBeginning(payload, ready.Payload))) return;
        _shown = draft.Shown = time.GetTimestamp();
        writer.Add(SessionEvent.SuggestionDraft(turn.SessionId, turn.TurnId, time.GetUtcNow(), new Suggestion
        {
            SuggestionId = draft.SuggestionId,
            Target = target.Name,
            Payload = payload,
            Graph = DraftGraph.Of(target, payload, graph.Current),
            Status = SuggestionStatus.Draft,
        }));
    }

    /// <summary>Whether the whole may be what the draft becomes: it has all that has closed in the draft, in this order.</summary>
    private static bool IsBeginning(JsonElement draft, JsonElement whole) => draft.ValueKind == whole.ValueKind && draft.ValueKind switch
    {
        JsonValueKind.Object => draft.GetPropertyCount() <= whole.GetPropertyCount()
            && draft.EnumerateObject().Zip(whole.EnumerateObject()).All(pair => pair.First.Name == pair.Second.Name && IsBeginning(pair.First.Value, pair.Second.Value)),
        JsonValueKind.Array => draft.GetArrayLength() <= whole.GetArrayLength()
            && draft.EnumerateArray().Zip(whole.EnumerateArray()).All(pair => IsBeginning(pair.First, pair.Second)),
        _ => JsonElement.DeepEquals(draft, whole),
    };

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

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Turn {TurnId} of session {SessionId}: a draft could not be drawn")]
        internal static partial void NotDrawn(ILogger logger, Exception fault, Guid turnId, Guid sessionId);
    }
}
