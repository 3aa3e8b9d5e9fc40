using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Feedback;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Suggestions.Registry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>What a model can suggest, and how it is asked for it: one tool for each target.</summary>
internal sealed class Suggesting(
    TargetRegistry registry, IOptions<TargetOptions> options, GraphFeed graph, IHistory history, IAnnouncer announcer, CandidateWriter seen, IOptions<StreamOptions> stream,
    TimeProvider time,
    ILogger<Candidates> logger)
{
    private const string Prefix = "suggest_";
    private const int DescriptionChars = 1024;

    /// <summary>The targets that the turn has, on whichever node it runs.</summary>
    public ValueTask<TargetList> TargetsAsync(Turn turn, CancellationToken cancellationToken) => registry.AtAsync(turn.TargetsRevision, cancellationToken);

    /// <summary>One for each target that fits what the user writes; the same for the same turn on every node.</summary>
    /// <param name="before">Suggestions of earlier turns.</param>
    /// <param name="texts">What the user wrote, newest first.</param>
    public IReadOnlyList<ToolDefinition> Tools(TargetList targets, IEnumerable<Suggestion> before, IEnumerable<string> texts) =>
        [.. targets.Offer(before.Select(suggestion => suggestion.Target), texts, options.Value).Select(target => new ToolDefinition(Prefix + target.Name, Shorten(target.Description), target.Schema))];

    // Providers take no longer ones.
    private static string Shorten(string description) => description.Length <= DescriptionChars ? description
        : string.Concat(description.AsSpan(0, char.IsHighSurrogate(description[DescriptionChars - 2]) ? DescriptionChars - 2 : DescriptionChars - 1), "…");

    /// <summary>The target that a tool's name is for; null where it is no such tool.</summary>
    public static string? TargetOf(string tool) => tool.StartsWith(Prefix, StringComparison.Ordinal) ? tool[Prefix.Length..] : null;

    /// <summary>Follows the candidates of one turn.</summary>
    public async Task<Candidates> BeginAsync(Turn turn, TurnWriter writer, TargetList targets, CancellationToken cancellationToken)
    {
        var before = await history.ReadReadyAsync(turn.SessionId, turn.TurnId, cancellationToken);
        var handles = new BlockHandles(turn.SessionId, graph.Current);
        var drafts = new Drafts(turn, writer, targets, graph, handles, stream.Value.Gather, time, logger);
        var candidates = new Candidates(turn, writer, before, targets, graph, handles, drafts, history, announcer, seen, time, logger);
        candidates.ShowStored();
        return candidates;
    }
}
