using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Suggestions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>What a model can suggest, and how it is asked for it: one tool for each target.</summary>
internal sealed class Suggesting(
    IReadOnlyList<Target> targets, GraphFeed graph, IHistory history, IAnnouncer announcer, IOptions<StreamOptions> stream, TimeProvider time,
    ILogger<Candidates> logger)
{
    private const string Prefix = "suggest_";

    public IReadOnlyList<ToolDefinition> Tools { get; } =
        [.. targets.Select(target => new ToolDefinition(Prefix + target.Name, target.Description, target.Schema))];

    /// <summary>The target that a tool's name is for; null where it is no such tool.</summary>
    public static string? TargetOf(string tool) => tool.StartsWith(Prefix, StringComparison.Ordinal) ? tool[Prefix.Length..] : null;

    /// <summary>Follows the candidates of one turn.</summary>
    public async Task<Candidates> BeginAsync(Turn turn, TurnWriter writer, CancellationToken cancellationToken)
    {
        var before = await history.ReadSuggestionsAsync(turn.SessionId, turn.TurnId, int.MaxValue, cancellationToken);
        var drafts = new Drafts(turn, writer, targets, graph, stream.Value.Gather, time);
        return new Candidates(turn, writer, before, targets, graph, drafts, history, announcer, time, logger);
    }
}
