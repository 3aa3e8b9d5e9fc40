using System.Collections.Concurrent;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.CoreStandIn;
using Constellation.Realtime.Nodes;
using Constellation.Realtime.ScriptedModel;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Constellation.Realtime.Cluster.Tests;

/// <summary>Two nodes that apply to the stand-in for Core, and a user with a tab on each.</summary>
public sealed class ApplyingTests : IAsyncLifetime
{
    private const string Make = "POST /pipelines/with-dependencies/";
    private const string Dataset = "e6283d9d-1afb-53d7-a5ef-63ce1831c492";
    private const string Model = "f7f3d3ab-495f-5df4-a168-063aac3d0614";
    private const string Export = "6c1a611a-5a1b-5489-a16f-9fd529c2ce56";

    private CoreServer _core = null!;
    private LocalCluster _cluster = null!;
    private Person _alice = null!;

    public async Task InitializeAsync()
    {
        _core = await CoreServer.StartAsync();
        _core.Put([
            new CoreBlock(Guid.Parse(Dataset), "fire-smoke-photos-demo", "dataset"), new CoreBlock(Guid.Parse(Model), "EdBianchi/vit-fire-detection", "model"),
            new CoreBlock(Guid.Parse(Export), "export-to-S3", "exports"),
        ]);
        _cluster = await LocalCluster.StartAsync(2, new Setting(Settings:
        [
            ("Core:Endpoint", _core.Address.ToString()), ("Runner:Endpoint", _core.Address.ToString()), ("Apply:Timeout", "00:00:10"),
        ]));
        _alice = _cluster.SignIn();
    }

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _core.DisposeAsync();
    }

    [Fact]
    public async Task When_the_node_that_applies_is_killed_after_Core_made_it_another_one_goes_on_and_makes_no_second_one()
    {
        var (turn, suggestions) = await SuggestAsync(node: 1, 1);
        _core.Troubles(Make, new Trouble.WaitsAfter(1));
        await using (var tab = await _alice.ConnectAsync(1, default))
        {
            Assert.Equal(SuggestionStatus.Accepted, (await DecideAsync(tab, turn, suggestions[0], Decision.Accepted)).Status);
            await Until.TrueAsync(() => _core.Pipelines.Count == 1);
        }

        // Whichever of the two has it: both decide alike, so it is node 1 that was woken.
        _cluster[1].Kill();

        var outcome = await OutcomeAsync(node: 2, turn, suggestions[0]);
        Assert.Equal((SuggestionStatus.Applied, _core.Pipelines.Single().PipelineId.ToString()), (outcome.Status, outcome.Result?.Id));
        Assert.Equal(1, _core.Calls.Count(call => call.Route == Make));
    }

    [Fact]
    public async Task When_the_node_that_runs_a_job_is_killed_before_an_answer_the_job_is_not_sent_again_and_its_outcome_is_unknown()
    {
        const string Job =
            """{"ops":{"generate_dynamic_job_configs":{"config":{"raw_input":[{"operation":"deploy_model","parameters":{"model":"EdBianchi/vit-fire-detection"}},{"operation":"export_to_s3","parameters":{"inference_results":{"operation":"model_inference","parameters":{"model":"EdBianchi/vit-fire-detection","data":{"operation":"dict_to_list","parameters":{"data":{"operation":"import_from_google_drive","parameters":{"file_id":"demo/fire-smoke-photos.zip"}}}}}}}},{"operation":"delete_model","parameters":{"model":"EdBianchi/vit-fire-detection"}}]}}}}""";
        _cluster.Llm.Calls("suggest_dagster_job", Job);
        var (turn, suggestions) = await ReadSuggestionsAsync(node: 1);
        _core.Troubles("POST /execute", new Trouble.WaitsAfter(1));
        await using (var tab = await _alice.ConnectAsync(1, default)) await DecideAsync(tab, turn, suggestions[0], Decision.Accepted);
        await Until.TrueAsync(() => !_core.Runs.IsEmpty);

        _cluster[1].Kill();

        var outcome = await OutcomeAsync(node: 2, turn, suggestions[0]);
        Assert.Equal((SuggestionStatus.Failed, ErrorCodes.OutcomeUnknown), (outcome.Status, outcome.Error?.Code));
        Assert.Single(_core.Runs);
    }

    [Fact]
    public async Task Of_two_tabs_on_two_nodes_that_decide_at_once_one_wins_and_both_hear_the_same()
    {
        const int EachTurn = 25;
        var rounds = int.Parse(Environment.GetEnvironmentVariable("DECIDING_ROUNDS") ?? "200", System.Globalization.CultureInfo.InvariantCulture);
        await using var left = await _alice.ConnectAsync(1, default);
        await using var right = await _alice.ConnectAsync(2, default);
        var outcomes = new ConcurrentBag<(bool Same, Answer Left, Answer Right, TurnRef Turn, Suggestion Suggestion)>();
        for (var done = 0; done < rounds; done += EachTurn)
        {
            var (turn, suggestions) = await SuggestAsync(node: 1 + done / EachTurn % 2, EachTurn, "edge");
            foreach (var (suggestion, i) in suggestions.Select((one, i) => (one, i)))
            {
                var same = i % 2 == 0;
                var both = await Task.WhenAll(
                    AnswerAsync(left, turn, suggestion, i % 4 < 2 ? Decision.Rejected : Decision.Accepted),
                    AnswerAsync(right, turn, suggestion, i % 4 < 2 == same ? Decision.Rejected : Decision.Accepted));
                outcomes.Add((same, both[0], both[1], turn, suggestion));
            }
        }

        Assert.Equal(rounds, outcomes.Count);
        Assert.All(outcomes.Where(one => one.Same), one => Assert.Equal((one.Left.Decision, null), (one.Right.Decision, one.Left.Code ?? one.Right.Code)));
        Assert.All(outcomes.Where(one => !one.Same), one => Assert.Equal([null, "conflict"], new[] { one.Left.Code, one.Right.Code }.Order()));
        foreach (var session in outcomes.GroupBy(one => one.Turn.SessionId))
            await OneDecisionEachAsync(session.Key, [.. session.Select(one => (one.Suggestion.SuggestionId, one.Left.Decision ?? one.Right.Decision!.Value))]);
        Assert.Equal(
            outcomes.Count(one => (one.Left.Decision ?? one.Right.Decision) == Decision.Accepted), _core.Calls.Count(call => call.Route == "POST /edges/"));
    }

    /// <summary>The log tells of one decision for each suggestion, the winner's, and of one application for each accepted one.</summary>
    private async Task OneDecisionEachAsync(Guid sessionId, IReadOnlyList<(Guid SuggestionId, Decision Decision)> won)
    {
        await using var tab = await _alice.ConnectAsync(2, default);
        var expected = won.Count + won.Count(one => one.Decision == Decision.Accepted);
        var changed = new List<Suggestion>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        await foreach (var e in tab.StreamAsync<SessionEvent>("Watch", sessionId, 0L, patience.Token))
        {
            if (e.Type == SessionEventTypes.SuggestionChanged) changed.Add(e.Suggestion!);
            if (changed.Count == expected) break;
        }

        foreach (var (suggestionId, decision) in won)
        {
            var course = changed.Where(one => one.SuggestionId == suggestionId).Select(one => one.Status);
            Assert.Equal(decision == Decision.Rejected ? [SuggestionStatus.Rejected] : [SuggestionStatus.Accepted, SuggestionStatus.Applied], course);
        }
    }

    private async Task<Suggestion> OutcomeAsync(int node, TurnRef turn, Suggestion suggestion)
    {
        await using var tab = await _alice.ConnectAsync(node, default);
        Suggestion? outcome = null;
        await Until.TrueAsync(async () =>
        {
            outcome = await DecideAsync(tab, turn, suggestion, Decision.Accepted);
            return outcome.Status is SuggestionStatus.Applied or SuggestionStatus.Failed;
        });
        return outcome!;
    }

    private async Task<(TurnRef Turn, IReadOnlyList<Suggestion> Suggestions)> SuggestAsync(int node, int count, string target = "pipeline")
    {
        Script? script = null;
        for (var i = 0; i < count; i++)
        {
            var payload = target == "pipeline" ? Pipeline($"P {Guid.NewGuid()}") : Edge($"e{i}");
            script = script is null ? _cluster.Llm.Calls($"suggest_{target}", payload) : script.ThenCalls($"suggest_{target}", payload);
        }

        return await ReadSuggestionsAsync(node);
    }

    private async Task<(TurnRef Turn, IReadOnlyList<Suggestion> Suggestions)> ReadSuggestionsAsync(int node)
    {
        _cluster.Llm.Says("There.");
        var turn = await _alice.SendAsync(node);
        var seen = await _alice.Follow(turn, node).Ended;
        return (turn, [.. seen.Where(e => e.Type == SessionEventTypes.SuggestionReady).Select(e => e.Suggestion!)]);
    }

    /// <summary>As any client does where a busy database took longer than the second that it has: the same again, which changes nothing that was decided.</summary>
    private static async Task<Suggestion> DecideAsync(HubConnection tab, TurnRef turn, Suggestion suggestion, Decision decision)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await tab.InvokeAsync<Suggestion>(
                    "DecideSuggestion", new DecideSuggestion { SessionId = turn.SessionId, SuggestionId = suggestion.SuggestionId, Decision = decision });
            }
            catch (HubException refused) when (tries < 20 && refused.Message.Contains("\"code\":\"unavailable\"", StringComparison.Ordinal))
            {
                await Task.Delay(100);
            }
        }
    }

    private static async Task<Answer> AnswerAsync(HubConnection tab, TurnRef turn, Suggestion suggestion, Decision decision)
    {
        try
        {
            var answer = await DecideAsync(tab, turn, suggestion, decision);
            return new Answer(answer.Status == SuggestionStatus.Rejected ? Decision.Rejected : Decision.Accepted, null);
        }
        catch (HubException refused) when (refused.Message.Contains("\"code\":\"conflict\"", StringComparison.Ordinal))
        {
            return new Answer(null, "conflict");
        }
    }

    private static string Pipeline(string name) =>
        $$"""{"name":"{{name}}","blocks":["{{Dataset}}","{{Model}}","{{Export}}"],"edges":[{{Edge("primary")}},{"source_block_id":"{{Model}}","target_block_id":"{{Export}}","edge_type":"primary"}]}""";

    private static string Edge(string type) => $$"""{"source_block_id":"{{Dataset}}","target_block_id":"{{Model}}","edge_type":"{{type}}"}""";

    /// <param name="Decision">What the suggestion is said to be decided as; null where the call was refused.</param>
    private sealed record Answer(Decision? Decision, string? Code);
}
