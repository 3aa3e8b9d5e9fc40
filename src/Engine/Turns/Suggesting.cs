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
    TargetRegistry registry, GraphFeed graph, IHistory history, IAnnouncer announcer, CandidateWriter seen, IOptions<StreamOptions> stream, TimeProvider time,
    ILogger<Candidates> logger)
{
    private const string Prefix = "suggest_";

    /// <summary>The targets that the turn has, on whichever node it runs.</summary>
    public ValueTask<TargetList> TargetsAsync(Turn turn, CancellationToken cancellationToken) => registry.AtAsync(turn.TargetsRevision, cancellationToken);

    public static IReadOnlyList<ToolDefinition> Tools(TargetList targets) =>
        [.. targets.All.Select(target => new ToolDefinition(Prefix + target.Name, target.Description, target.Schema))];

    /// <summary>The target that a tool's name is for; null where it is no such tool.</summary>
    public static string? TargetOf(string tool) => tool.StartsWith(Prefix, StringComparison.Ordinal) ? tool[Prefix.Length..] : null;

    /// <summary>Follows the candidates of one turn.</summary>
    public async Task<Candidates> BeginAsync(Turn turn, TurnWriter writer, TargetList targets, CancellationToken cancellationToken)
    {
        var before = await history.ReadSuggestionsAsync(turn.SessionId, turn.TurnId, int.MaxValue, cancellationToken);
        var handles = new BlockHandles(turn.SessionId, graph.Current);
        var drafts = new Drafts(turn, writer, targets, graph, handles, stream.Value.Gather, time, logger);
        return new Candidates(turn, writer, before, targets, graph, handles, drafts, history, announcer, seen, time, logger);
    }
}
