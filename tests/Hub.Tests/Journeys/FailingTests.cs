using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class FailingTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    private const string ProvidersWords = "org-secret has no quota at internal.example";

    [Theory, EveryDoor]
    public Task A_provider_that_refuses_our_key_is_llm_unavailable(DoorKind kind) => AssertFailsAsync(
        kind, "llm_unavailable", "", () => Llm.Answers(401, $$$"""{"error":{"message":"{{{ProvidersWords}}}","code":"invalid_api_key"}}"""));

    [Theory, EveryDoor]
    public Task A_provider_that_fails_three_times_is_llm_unavailable(DoorKind kind) => AssertFailsAsync(kind, "llm_unavailable", "", () =>
    {
        for (var i = 0; i < 3; i++) Llm.Answers(500, $$$"""{"error":{"message":"{{{ProvidersWords}}}"}}""");
    });

    [Theory, EveryDoor]
    public Task An_answer_that_breaks_off_keeps_what_was_said(DoorKind kind) =>
        AssertFailsAsync(kind, "llm_unavailable", "Half a", () => Llm.Says("Half", " a").ThenBreaks());

    [Theory, EveryDoor]
    public Task An_error_in_the_midst_of_an_answer_keeps_what_was_said(DoorKind kind) => AssertFailsAsync(
        kind, "llm_unavailable", "Half", () => Llm.Says("Half").ThenSendsEvent($$$"""{"error":{"message":"{{{ProvidersWords}}}"}}"""));

    [Theory, EveryDoor]
    public Task An_empty_answer_is_llm_unavailable(DoorKind kind) => AssertFailsAsync(kind, "llm_unavailable", "", () =>
    {
        for (var i = 0; i < 3; i++) Llm.Finishes("stop");
    });

    [Theory, EveryDoor]
    public Task What_the_providers_filter_stops_is_filtered(DoorKind kind) =>
        AssertFailsAsync(kind, "filtered", "Half", () => Llm.Says("Half").ThenFinishes("content_filter"));

    [Theory, EveryDoor]
    public Task What_the_providers_filter_does_not_let_in_is_filtered(DoorKind kind) => AssertFailsAsync(
        kind, "filtered", "", () => Llm.Answers(400, """{"error":{"message":"The prompt was filtered","code":"content_filter"}}"""));

    private async Task AssertFailsAsync(DoorKind kind, string code, string kept, Action script)
    {
        script();
        Llm.Says("Better.");
        var door = await OpenAsync(kind);

        var asked = await door.AskAsync("Well?");
        var answered = await asked.Answer;

        var terminal = answered.Events[^1];
        Assert.Equal((SessionEventTypes.TurnFailed, code, kept), (answered.Ending, answered.Code, answered.Text));
        Assert.Equal(code, terminal.Error!.Code);
        Assert.DoesNotContain("secret", terminal.Error.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", terminal.Error.Message, StringComparison.Ordinal);
        var history = await door.Rest.HistoryAsync(asked.SessionId);
        Assert.Equal([("Well?", MessageStatus.Complete), (kept, MessageStatus.Failed)], history.Select(message => (message.Content, message.Status)));
        await AssertFoldLawAsync(door, asked.Turn, answered.Events);
        Assert.Equal("Better.", (await door.AskToEndAsync("And now?", asked.SessionId)).Text);
    }
}
