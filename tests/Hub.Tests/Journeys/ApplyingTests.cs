using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.CoreStandIn;
using Constellation.Realtime.Hub.Tests.Doors;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class ApplyingTests(AppliedNode applied) : JourneyTests(applied.Node), IClassFixture<AppliedNode>
{
    private const string Make = "POST /pipelines/with-dependencies/";
    private const string Desk = """
        {"openapi":"3.1.0","info":{"title":"Desk","version":"1"},"paths":{
          "/tickets":{"post":{"operationId":"openTicket","requestBody":{"content":{"application/json":{"schema":{"type":"object","required":["title"]}}}}}},
          "/tickets/{id}":{"put":{"operationId":"changeTicket","requestBody":{"content":{"application/json":{"schema":{"type":"object","required":["title"]}}}}}}}}
        """;

    private CoreServer Core => applied.Core;

    [Theory, EveryDoor]
    public async Task What_is_accepted_is_applied_and_every_watcher_is_told_what_Core_answered(DoorKind kind)
    {
        var door = await OpenAsync(kind);
        var other = await OpenHubAsync(door.UserId);
        var (name, answered) = await SuggestAsync(door);
        var watching = (Door[])[door, other];
        var seen = watching.Select(one => one.WatchAsync(answered.SessionId, answered.Events[^1].Sequence).UntilAsync(IsOutcome)).ToList();

        var decided = await door.DecideAsync(answered.SessionId, answered.Suggestions.Single().SuggestionId, Decision.Accepted);
        var told = await Task.WhenAll(seen);
        var again = await door.DecideAsync(answered.SessionId, decided.SuggestionId, Decision.Accepted);

        var made = Core.Pipelines.Single(pipeline => pipeline.Name == name);
        Assert.Equal((SuggestionStatus.Accepted, null), (decided.Status, decided.Result));
        foreach (var events in told)
        {
            Assert.Equal([SuggestionStatus.Accepted, SuggestionStatus.Applied], events.Where(e => e.Type == SessionEventTypes.SuggestionChanged).Select(e => e.Suggestion!.Status));
            Assert.Equal(new ApplyResult { Api = "core", Id = made.PipelineId.ToString(), Message = "Pipeline verified successfully." }, events[^1].Suggestion!.Result);
        }

        Assert.Equal((SuggestionStatus.Applied, made.PipelineId.ToString()), (again.Status, again.Result!.Id));
        Assert.Equal(door.UserId, made.UserId);
        Assert.Equal("conflict", await CodeAsync(() => door.DecideAsync(answered.SessionId, decided.SuggestionId, Decision.Rejected)));
        Assert.Equal(told[0][^1].Sequence, (await door.Rest.FindAsync(answered.SessionId)).LastSequence);
    }

    [Fact]
    public async Task What_the_person_edited_is_what_is_applied()
    {
        var door = await OpenHubAsync();
        var (name, answered) = await SuggestAsync(door);
        var suggestion = answered.Suggestions.Single();
        var edited = JsonElement.Parse(suggestion.Payload.GetRawText().Replace(name, $"My {name}", StringComparison.Ordinal));

        await door.DecideAsync(answered.SessionId, suggestion.SuggestionId, Decision.Accepted, payload: edited);
        var outcome = (await door.WatchAsync(answered.SessionId, answered.Events[^1].Sequence).UntilAsync(IsOutcome))[^1].Suggestion!;

        Assert.Equal((SuggestionStatus.Applied, true, $"My {name}"), (outcome.Status, outcome.Edited, outcome.Title));
        Assert.Equal(outcome.Result!.Id, Core.Pipelines.Single(pipeline => pipeline.Name == $"My {name}").PipelineId.ToString());
        Assert.DoesNotContain(Core.Pipelines, pipeline => pipeline.Name == name);
    }

    [Theory, EveryDoor]
    public async Task What_Core_refuses_has_failed_with_its_reason(DoorKind kind)
    {
        var door = await OpenAsync(kind);
        var (name, answered) = await SuggestAsync(door);
        Core.Add(new CorePipeline(Guid.NewGuid(), name, null, Guid.NewGuid()));

        var failed = await OutcomeAsync(door, answered);

        Assert.Equal((SuggestionStatus.Failed, "conflict", false), (failed.Status, failed.Error!.Code, failed.Error.Retryable));
        Assert.Contains(name, failed.Error.Message, StringComparison.Ordinal);
        Assert.Single(Core.Pipelines, pipeline => pipeline.Name == name);
    }

    [Fact]
    public async Task Nobody_waits_for_a_Core_that_is_slow()
    {
        var door = await OpenHubAsync();
        var (_, answered) = await SuggestAsync(door);
        Core.Troubles(Make, new Trouble.WaitsAfter(1));
        var begun = Stopwatch.GetTimestamp();

        var decided = await door.DecideAsync(answered.SessionId, answered.Suggestions.Single().SuggestionId, Decision.Accepted);
        await Wait.UntilAsync(() => Core.Calls.Any(call => call.Route == Make));
        var (again, talked) = (await door.DecideAsync(answered.SessionId, decided.SuggestionId, Decision.Accepted), await TalkAsync(door, answered));
        var took = Stopwatch.GetElapsedTime(begun);
        Core.GoesOn();

        Assert.Equal((SuggestionStatus.Accepted, SuggestionStatus.Accepted, "Anything."), (decided.Status, again.Status, talked));
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal(SuggestionStatus.Applied, (await door.WatchAsync(answered.SessionId, answered.Events[^1].Sequence).UntilAsync(IsOutcome))[^1].Suggestion!.Status);
    }

    [Fact]
    public async Task While_Core_breaks_off_it_stays_accepted_and_then_its_outcome_is_said_to_be_unknown()
    {
        var door = await OpenHubAsync();
        var (name, answered) = await SuggestAsync(door);
        Core.Troubles(Make, new Trouble.DiesAfter());
        Core.Troubles("GET /pipelines/", new Trouble.Answers(200, "[]"));

        var failed = await OutcomeAsync(door, answered);
        Core.Recovers();

        Assert.Equal((SuggestionStatus.Failed, "outcome_unknown", null), (failed.Status, failed.Error!.Code, failed.Result));
        Assert.Contains("may have been applied or not", failed.Error.Message, StringComparison.Ordinal);
        Assert.Single(Core.Pipelines, pipeline => pipeline.Name == name);
    }

    [Fact]
    public async Task An_ended_session_gets_no_event_after_its_last_and_what_was_accepted_is_applied_all_the_same()
    {
        var door = await OpenHubAsync();
        var (name, answered) = await SuggestAsync(door);
        Core.Troubles(Make, new Trouble.WaitsBefore(1));
        await door.DecideAsync(answered.SessionId, answered.Suggestions.Single().SuggestionId, Decision.Accepted);

        await door.EndAsync(answered.SessionId);
        Core.GoesOn();
        await Wait.UntilAsync(() => Core.Calls.Any(call => call.Route.StartsWith("POST /pipelines/verify/", StringComparison.Ordinal)) && Core.Pipelines.Any(one => one.Name == name));

        var events = await door.WatchAsync(answered.SessionId, 0).ToEndAsync();
        Assert.Equal(SessionEventTypes.SessionEnded, events[^1].Type);
        Assert.Equal([SuggestionStatus.Accepted], events.Where(e => e.Type == SessionEventTypes.SuggestionChanged).Select(e => e.Suggestion!.Status));
    }

    [Fact]
    public async Task A_pipeline_that_can_be_run_is_converted_and_its_run_goes_to_the_runner()
    {
        var door = await OpenHubAsync();
        var (_, answered) = await SuggestAsync(door);
        var job = await door.Rest.GetAsync<JsonElement>($"/llm/chat/{answered.SessionId}/suggestions/{answered.Suggestions.Single().SuggestionId}/dagster_job/");
        Llm.Calls("suggest_dagster_job", job.GetProperty("payload").GetRawText());
        Llm.Says("Go.");
        var second = await door.AskToEndAsync("Run it.", answered.SessionId);

        var applied = await OutcomeAsync(door, second);

        Assert.Equal((SuggestionStatus.Applied, "runner"), (applied.Status, applied.Result!.Api));
        Assert.True(Guid.TryParse(applied.Result.Id, out _));
        Assert.Contains(
            Core.Runs, run => run.ToJsonString().Length > 100 && job.GetProperty("payload").GetRawText().Contains(run.ToJsonString(), StringComparison.Ordinal));
        Assert.Equal("dagster_job", job.GetProperty("target").GetString());
    }

    [Fact]
    public async Task A_pipeline_that_can_not_be_run_is_refused_with_the_reasons_and_one_of_others_is_not_found()
    {
        var door = await OpenHubAsync();
        var stranger = await OpenHubAsync();
        Llm.Calls("suggest_pipeline", Suggested.NotRunnable);
        Llm.Says("There.");
        var answered = await door.AskToEndAsync("Snow?");
        var path = $"/llm/chat/{answered.SessionId}/suggestions/{answered.Suggestions.Single().SuggestionId}/dagster_job/";

        using var refused = await door.Rest.SendAsync(HttpMethod.Get, path);
        var problem = JsonElement.Parse(await refused.Content.ReadAsStringAsync());

        Assert.Equal((HttpStatusCode.Conflict, "conflict"), (refused.StatusCode, problem.GetProperty("code").GetString()));
        Assert.NotEqual(0, problem.GetProperty("errors").GetArrayLength());
        Assert.Equal("not_found", await CodeAsync(() => stranger.Rest.GetAsync<JsonElement>(path)));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[\"title\"]")]
    public async Task What_is_for_an_imported_operation_goes_to_its_path_by_its_method_as_it_was_when_it_was_suggested(string requiredSince)
    {
        var door = await OpenHubAsync();
        var calls = Core.Calls.Count;
        await applied.AdministerAsync(HttpMethod.Post, "/llm/schemas/import/", Desk);
        Core.Troubles("POST /desk/tickets", new Trouble.Answers(201, """{"id":"t-1","message":"Opened."}"""));
        Core.Troubles("PUT /desk/tickets/t-1", new Trouble.Answers(200, """{"id":"t-1"}"""));
        var opening = await SuggestAsync(door, "open_ticket", """{"title":"Fire"}""");
        var changing = await SuggestAsync(door, "change_ticket", """{"title":"Out","id":"t-1"}""");
        await applied.AdministerAsync(
            HttpMethod.Post, "/llm/schemas/import/", Desk.Replace("/tickets", "/elsewhere", StringComparison.Ordinal).Replace("[\"title\"]", requiredSince, StringComparison.Ordinal));

        var now = await door.Rest.GetAsync<JsonElement>("/llm/schemas/open_ticket/");
        var opened = await OutcomeAsync(door, opening);
        var changed = await OutcomeAsync(door, changing);

        Assert.NotEqual(opening.Suggestions.Single().SchemaVersion, now.GetProperty("schema_version").GetString());
        Assert.Equal("POST /elsewhere", now.GetProperty("operation").GetString());
        Assert.Equal(new ApplyResult { Api = "open_ticket", Id = "t-1", Message = "Opened." }, opened.Result);
        Assert.Equal(SuggestionStatus.Applied, changed.Status);
        Assert.Equal(
            [("POST /desk/tickets", """{"title":"Fire"}"""), ("PUT /desk/tickets/t-1", """{"title":"Out","id":"t-1"}""")],
            Core.Calls.Skip(calls).Where(call => call.Route.Contains("/desk/", StringComparison.Ordinal)).Select(call => (call.Route, call.Body)));
    }

    [Fact]
    public async Task What_lacks_a_parameter_of_its_operations_path_stays_accepted_for_the_client_to_use()
    {
        var door = await OpenHubAsync();
        await applied.AdministerAsync(HttpMethod.Post, "/llm/schemas/import/", Desk);
        var answered = await SuggestAsync(door, "change_ticket", """{"title":"Out"}""");
        var calls = Core.Calls.Count;

        var accepted = await door.DecideAsync(answered.SessionId, answered.Suggestions.Single().SuggestionId, Decision.Accepted);
        var (_, after) = await SuggestAsync(door);
        await OutcomeAsync(door, after);
        var still = await door.DecideAsync(answered.SessionId, accepted.SuggestionId, Decision.Accepted);

        Assert.Equal((SuggestionStatus.Accepted, SuggestionStatus.Accepted), (accepted.Status, still.Status));
        Assert.DoesNotContain(Core.Calls.Skip(calls), call => call.Route.Contains("/desk/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_lacked_a_parameter_goes_to_its_operation_once_the_person_has_added_it()
    {
        var door = await OpenHubAsync();
        await applied.AdministerAsync(HttpMethod.Post, "/llm/schemas/import/", Desk);
        Core.Troubles("PUT /desk/tickets/t-2", new Trouble.Answers(200, """{"id":"t-2"}"""));
        var answered = await SuggestAsync(door, "change_ticket", """{"title":"Out"}""");

        await door.DecideAsync(
            answered.SessionId, answered.Suggestions.Single().SuggestionId, Decision.Accepted, payload: JsonElement.Parse("""{"title":"Out","id":"t-2"}"""));
        var outcome = (await door.WatchAsync(answered.SessionId, answered.Events[^1].Sequence).UntilAsync(IsOutcome))[^1].Suggestion!;

        Assert.Equal(new ApplyResult { Api = "change_ticket", Id = "t-2" }, outcome.Result);
        Assert.Single(Core.Calls, call => call.Route == "PUT /desk/tickets/t-2");
    }

    [Fact]
    public async Task What_the_person_took_a_parameter_from_stays_accepted_and_is_never_said_to_have_failed()
    {
        var door = await OpenHubAsync();
        await applied.AdministerAsync(HttpMethod.Post, "/llm/schemas/import/", Desk);
        var answered = await SuggestAsync(door, "change_ticket", """{"title":"Out","id":"t-3"}""");
        var suggestion = answered.Suggestions.Single();

        await door.DecideAsync(answered.SessionId, suggestion.SuggestionId, Decision.Accepted, payload: JsonElement.Parse("""{"title":"Out"}"""));

        Assert.False(await applied.IsToBeAppliedAsync(suggestion.SuggestionId));
        Assert.DoesNotContain(Core.Calls, call => call.Route == "PUT /desk/tickets/t-3");
    }

    private static bool IsOutcome(SessionEvent e) => e.Suggestion?.Status is SuggestionStatus.Applied or SuggestionStatus.Failed;

    private static async Task<Suggestion> OutcomeAsync(Door door, Answered answered)
    {
        await door.DecideAsync(answered.SessionId, answered.Suggestions.Single().SuggestionId, Decision.Accepted);
        return (await door.WatchAsync(answered.SessionId, answered.Events[^1].Sequence).UntilAsync(IsOutcome))[^1].Suggestion!;
    }

    private async Task<string> TalkAsync(Door door, Answered answered)
    {
        Llm.Says("Anything.");
        return (await door.AskToEndAsync("Meanwhile?", answered.SessionId)).Text;
    }

    private async Task<Answered> SuggestAsync(Door door, string target, string payload)
    {
        Llm.Calls($"suggest_{target}", payload);
        Llm.Says("There.");
        return await door.AskToEndAsync("A ticket?");
    }

    private async Task<(string Name, Answered Answered)> SuggestAsync(Door door)
    {
        var name = $"Fires {Guid.NewGuid()}";
        Llm.Calls("suggest_pipeline", Suggested.Fires.Replace("Fires", name, StringComparison.Ordinal));
        Llm.Says("There.");
        return (name, await door.AskToEndAsync("Fires?"));
    }
}
