using Constellation.Realtime.Contracts;
using Constellation.Realtime.CoreStandIn;
using Constellation.Realtime.Engine.Applying;
using Constellation.Realtime.Engine.Applying.Core;
using Constellation.Realtime.Engine.Applying.Http;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Tests.Graph;
using Constellation.Realtime.Engine.Tests.Suggestions;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Options;
using static Constellation.Realtime.Engine.Tests.Suggestions.SmallCatalogue;

namespace Constellation.Realtime.Engine.Tests.Applying;

/// <summary>A database, a catalogue, and the stand-in for Core and the runner with the same blocks.</summary>
public abstract class ApplyingTests(SqliteTestDatabase database) : StoreSpec(database), IAsyncLifetime
{
    private readonly Applications _applications = new(database.Database);
    private readonly List<IDisposable> _open = [];

    private protected static string Chain => SuggestionTexts.Pipeline((Photos, Fire), (Fire, S3));

    private protected static string FanIn => SuggestionTexts.Pipeline((Sentinel2A, Crops), (Reanalysis, Crops), (Crops, S3));

    private protected CoreServer Core { get; private set; } = null!;

    private protected GraphFeed Graph { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Core = await CoreServer.StartAsync();
        Core.Put(Snapshot.Blocks.Select(Row));
        Graph = Shipped.FeedOf(new Fixed(Snapshot));
        await Graph.RefreshAsync(None);
    }

    public async Task DisposeAsync()
    {
        foreach (var open in _open) open.Dispose();
        Graph.Dispose();
        await Core.DisposeAsync();
    }

    private protected static CoreBlock Row(Block block) => new(block.BlockId, block.Name, GraphJson.ToText(block.BlockType), block.Description, block.Filepath);

    /// <summary>A suggestion that passed the gate and was accepted, in the hands of a node.</summary>
    private protected async Task<ClaimedApplication> AcceptedAsync(string target, string payload)
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        var verdict = Assert.IsType<Verdict.Accepted>(SuggestionCheck.Check(BuiltInTargets.Find(target) ?? Free(target), payload, Snapshot, cutShort: false));
        var suggestion = ReadySuggestion.Of(verdict.Suggestion, Some.Id(), session.SessionId, turn.TurnId);
        Assert.True(await History.StoreSuggestionAsync(suggestion, turn.Term, Some.Time, None));
        await History.DecideAsync(session.UserId, Some.Decision(suggestion.Shown, Decision.Accepted), edited: null, applies: true, Some.Time, None);
        return new ClaimedApplication(_applications, (await ClaimAsync()).Single(one => one.Suggestion.SuggestionId == suggestion.SuggestionId));
    }

    /// <summary>Another node goes on with it: the one before is dead, or only looks so.</summary>
    private protected async Task<ClaimedApplication> TakenOverAsync(ClaimedApplication application) => new(
        _applications, (await ClaimAsync()).Single(one => one.Suggestion.SuggestionId == application.Now.Suggestion.SuggestionId));

    private protected Outgoing Send(Uri to, TimeSpan? timeout = null)
    {
        var outgoing = new Outgoing([new Destination(to)], Options.Create(new ApplyOptions { Timeout = timeout ?? TimeSpan.FromSeconds(20) }), TimeProvider.System);
        _open.Add(outgoing);
        return outgoing;
    }

    private protected CorePipelines Pipelines(TimeSpan? timeout = null, Uri? at = null) => new(Api(timeout, at), Blocks(timeout, at), TimeProvider.System);

    private protected CoreBlocks Blocks(TimeSpan? timeout = null, Uri? at = null) => new(Api(timeout, at), Graph);

    private protected CoreApi Api(TimeSpan? timeout = null, Uri? at = null) => new(Send(at ?? Core.Address, timeout), new Destination(at ?? Core.Address));

    private protected int CallsOf(string route) => Core.Calls.Count(call => call.Route.StartsWith(route, StringComparison.Ordinal));

    private static Target Free(string name) => Target.Register(name, "", System.Text.Json.JsonElement.Parse("""{"type":"object"}"""), out _)!;

    private Task<IReadOnlyList<Application>> ClaimAsync() => _applications.ClaimAsync(Some.Id(), [], judges: true, Some.Time.AddYears(1), 100, None);

    private sealed class Fixed(GraphSnapshot graph) : IGraphSource
    {
        public Task<GraphSnapshot> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(graph);
    }
}
