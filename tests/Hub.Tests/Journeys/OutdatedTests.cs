using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.Registry;
using Constellation.Realtime.Hub.Tests.Doors;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Constellation.Realtime.Hub.Tests.Journeys;

/// <summary>What was valid when it was suggested, and is not when it is accepted.</summary>
public sealed class OutdatedTests(AppliedNode applied) : JourneyTests(applied.Node), IClassFixture<AppliedNode>
{
    private const string Alert =
        """{"type":"object","properties":{"text":{"type":"string"},"level":{"enum":["high","low"]}},"required":["text"],"additionalProperties":false}""";

    private IDatabase Database => applied.Node.Services.GetRequiredService<IDatabase>();

    [Theory, EveryDoor]
    public async Task One_whose_block_has_left_the_graph_is_refused_and_waits_to_be_rejected_or_to_be_valid_again(DoorKind kind)
    {
        var door = await OpenAsync(kind);
        var name = $"Fires {Guid.NewGuid()}";
        var answered = await SuggestAsync(door, "pipeline", Suggested.Fires.Replace("Fires", name, StringComparison.Ordinal));
        await applied.LacksAsync(Suggested.Dataset);

        var refused = await RefusedAsync(door, answered);
        var rejected = await SuggestedStatusAsync(door, answered);
        await applied.LacksAsync(null);

        Assert.Equal("conflict", refused.Code);
        Assert.Equal(
            $"This suggestion is not valid any more: the block '{answered.Suggestions.Single().Graph!.Blocks[0].Name}' is not in the catalogue now. "
                + "Reject it, or ask for it again.",
            refused.Sentence);
        Assert.Equal(SuggestionStatus.Ready, rejected);
        Assert.DoesNotContain(applied.Core.Pipelines, pipeline => pipeline.Name == name);
        var accepted = await door.DecideAsync(answered.SessionId, answered.Suggestions.Single().SuggestionId, Decision.Accepted);
        Assert.Equal(SuggestionStatus.Accepted, accepted.Status);
        await Wait.UntilAsync(() => applied.Core.Pipelines.Any(pipeline => pipeline.Name == name));
    }

    [Theory, EveryDoor]
    public async Task One_that_can_not_be_accepted_any_more_can_be_rejected(DoorKind kind)
    {
        var door = await OpenAsync(kind);
        var answered = await SuggestAsync(door, "pipeline", Suggested.Fires);
        await applied.LacksAsync(Suggested.Dataset);

        var refused = await RefusedAsync(door, answered);
        var rejected = await door.DecideAsync(answered.SessionId, answered.Suggestions.Single().SuggestionId, Decision.Rejected);
        await applied.LacksAsync(null);

        Assert.Equal(("conflict", SuggestionStatus.Rejected), (refused.Code, rejected.Status));
    }

    [Theory, EveryDoor]
    public async Task One_whose_stored_payload_does_not_pass_the_version_that_it_carries_is_refused_with_the_place(DoorKind kind)
    {
        var door = await OpenAsync(kind);
        await RegisterAsync("alert", Alert);
        var answered = await SuggestAsync(door, "alert", """{"text":"Fire"}""");
        var calls = CallsOf("POST /alerts");
        await RegisterAsync("alert", """{"type":"object","description":"Takes anything."}""");

        await StoreAsync(answered, """{"text":"Fire","colour":"red"}""");
        var unknown = await RefusedAsync(door, answered);
        await StoreAsync(answered, """{"text":"Fire","level":"HIGH"}""");
        var mended = await RefusedAsync(door, answered);
        await StoreAsync(answered, """{"text":"Smoke"}""");
        var ready = await SuggestedStatusAsync(door, answered);
        var accepted = await door.DecideAsync(answered.SessionId, answered.Suggestions.Single().SuggestionId, Decision.Accepted);

        Assert.Equal(("conflict", "conflict"), (unknown.Code, mended.Code));
        Assert.Contains("colour", unknown.Sentence, StringComparison.Ordinal);
        Assert.Equal((SuggestionStatus.Ready, SuggestionStatus.Accepted), (ready, accepted.Status));
        await Wait.UntilAsync(() => CallsOf("POST /alerts") == calls + 1);
        Assert.Equal("""{"text":"Smoke"}""", applied.Core.Calls.Last(call => call.Route == "POST /alerts").Body);
    }

    [Theory, EveryDoor]
    public async Task One_whose_schema_is_not_there_any_more_is_refused(DoorKind kind)
    {
        var door = await OpenAsync(kind);
        await RegisterAsync("alert", Alert);
        var answered = await SuggestAsync(door, "alert", """{"text":"Fire"}""");
        await ChangeAsync(answered, suggestion => suggestion.ExecuteUpdateAsync(row => row.SetProperty(one => one.SchemaVersion, "0123456789abcdef")));

        var refused = await RefusedAsync(door, answered);

        Assert.Equal("conflict", refused.Code);
        Assert.Contains("schema of 'alert'", refused.Sentence, StringComparison.Ordinal);
        Assert.Equal(SuggestionStatus.Ready, await SuggestedStatusAsync(door, answered));
    }

    [Fact]
    public async Task What_was_suggested_before_an_upgrade_is_judged_by_the_built_in_schema_of_then()
    {
        var door = await OpenHubAsync();
        var then = BuiltInTargets.Block.With(JsonElement.Parse(
            """{"type":"object","properties":{"block_type":{"enum":["model"]},"name":{"type":"string"},"colour":{"enum":["red"]}},"required":["name","block_type"]}"""))!;
        await applied.Node.Services.GetRequiredService<TargetRegistry>().KeepAsync([then], CancellationToken.None);
        var name = $"Mapper {Guid.NewGuid()}";
        var answered = await SuggestAsync(door, "block", $$"""{"block_type":"model","name":"{{name}}"}""");
        await ChangeAsync(answered, suggestion => suggestion.ExecuteUpdateAsync(row => row.SetProperty(one => one.SchemaVersion, then.SchemaVersion)));

        await StoreAsync(answered, $$"""{"block_type":"model","name":"{{name}}","colour":"blue"}""");
        var refused = await RefusedAsync(door, answered);
        await StoreAsync(answered, $$"""{"block_type":"model","name":"{{name}}","colour":"red"}""");
        var accepted = await door.DecideAsync(answered.SessionId, answered.Suggestions.Single().SuggestionId, Decision.Accepted);

        Assert.Contains("red", refused.Sentence, StringComparison.Ordinal);
        Assert.Equal(SuggestionStatus.Accepted, accepted.Status);
        await Wait.UntilAsync(() => applied.Core.Blocks.Any(block => block.Name == name));
    }

    [Fact]
    public async Task A_node_that_starts_keeps_its_built_in_schemas_for_those_who_come_after_it()
    {
        var kept = await Database.ReadAsync(db => db.TargetSchemas.ToDictionaryAsync(row => row.SchemaVersion, row => row.Schema), CancellationToken.None);

        Assert.All(BuiltInTargets.All, target => Assert.Equal(target.Schema.GetRawText(), kept[target.SchemaVersion]));
    }

    /// <summary>That nothing came of it is seen by what the session has got since.</summary>
    private static async Task<RefusedCallException> RefusedAsync(Door door, Answered answered)
    {
        var before = await door.Rest.FindAsync(answered.SessionId);
        var refused = await Assert.ThrowsAsync<RefusedCallException>(
            () => door.DecideAsync(answered.SessionId, answered.Suggestions.Single().SuggestionId, Decision.Accepted));
        Assert.Equal(before.LastSequence, (await door.Rest.FindAsync(answered.SessionId)).LastSequence);
        return refused;
    }

    private async Task<SuggestionStatus> SuggestedStatusAsync(Door door, Answered answered)
    {
        Assert.Equal(answered.SessionId, (await door.Rest.FindAsync(answered.SessionId)).SessionId);
        var id = answered.Suggestions.Single().SuggestionId;
        return await Database.ReadAsync(db => db.Suggestions.Where(row => row.SuggestionId == id).Select(row => row.Status).SingleAsync(), CancellationToken.None);
    }

    private Task StoreAsync(Answered answered, string payload) =>
        ChangeAsync(answered, suggestion => suggestion.ExecuteUpdateAsync(row => row.SetProperty(one => one.Payload, payload)));

    private Task ChangeAsync(Answered answered, Func<IQueryable<SuggestionRow>, Task<int>> change)
    {
        var id = answered.Suggestions.Single().SuggestionId;
        return Database.WriteAsync(db => change(db.Suggestions.Where(row => row.SuggestionId == id)), CancellationToken.None);
    }

    private int CallsOf(string route) => applied.Core.Calls.Count(call => call.Route == route);

    private async Task<Answered> SuggestAsync(Door door, string target, string payload)
    {
        Llm.Calls($"suggest_{target}", payload);
        Llm.Says("There.");
        return await door.AskToEndAsync("Suggest something.");
    }

    private Task RegisterAsync(string name, string schema) =>
        applied.AdministerAsync(HttpMethod.Put, $"/llm/schemas/{name}/", $$"""{"description":"Warns a team.","schema":{{schema}}}""");
}
