using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.Hub.Tests.Wire;
using MessagePack;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class SendingAgainTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    [Theory, BothProtocols]
    public async Task Twenty_times_at_once_the_same_message_starts_one_turn(DoorKind kind)
    {
        Llm.Waits().ThenSays("Once.");
        var door = await OpenHubAsync(kind: kind);
        var session = await door.StartSessionAsync();
        var (id, before) = (Guid.NewGuid(), Llm.Requests.Count);

        var turns = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => door.SendAsync(session.SessionId, "Well?", id)));
        Llm.GoesOn();
        var events = await door.ReadTurnAsync(turns[0], turns[0].After).ToEndAsync();
        var afterwards = await door.SendAsync(session.SessionId, "Well?", id);

        Assert.All(turns.Append(afterwards), turn => Assert.Equal(turns[0], turn));
        Assert.Equal(before + 1, Llm.Requests.Count);
        Assert.Equal(2, (await door.Rest.HistoryAsync(session.SessionId)).Count);
        await AssertFoldLawAsync(door, turns[0], events);
    }

    [Theory, EveryDoor]
    public async Task The_same_message_again_is_answered_with_the_same_turn_while_it_runs_and_afterwards(DoorKind kind)
    {
        Llm.Says("Zero.");
        Llm.Says("On").ThenWaits().ThenSays("ce.");
        var door = await OpenAsync(kind);
        var sessionId = (await door.AskToEndAsync("0?")).SessionId;
        var (id, before) = (Guid.NewGuid(), Llm.Requests.Count);

        var asked = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => door.AskAsync("Well?", sessionId, id)));
        Llm.GoesOn();
        var answers = await Task.WhenAll(asked.Select(one => one.Answer));
        var afterwards = await door.AskToEndAsync("Something else", sessionId, id);

        Assert.All(answers.Append(afterwards), answer => Assert.Equal((answers[0].TurnId, answers[0].Text), (answer.TurnId, answer.Text)));
        Assert.Equal(before + 1, Llm.Requests.Count);
        Assert.Equal(4, (await door.Rest.HistoryAsync(sessionId)).Count);
    }

    [Theory]
    [InlineData(DoorKind.Rest)]
    [InlineData(DoorKind.ServerSentEvents)]
    public async Task A_first_message_again_is_the_same_session_and_turn(DoorKind kind)
    {
        Llm.Says("Once.");
        var door = await OpenAsync(kind);
        var (id, before) = (Guid.NewGuid(), Llm.Requests.Count);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => door.AskToEndAsync("Well?", clientMessageId: id)));
        var afterwards = await door.AskToEndAsync("", clientMessageId: id);

        Assert.All(
            answers.Append(afterwards), answer => Assert.Equal((answers[0].SessionId, answers[0].TurnId, "Once."), (answer.SessionId, answer.TurnId, answer.Text)));
        Assert.Equal(before + 1, Llm.Requests.Count);
        Assert.Single(await door.Rest.ListAsync());
    }

    [Theory, BothProtocols]
    public async Task A_known_message_is_answered_before_anything_is_checked(DoorKind kind)
    {
        Llm.Says("Once.");
        var door = await OpenHubAsync(kind: kind);
        var id = Guid.NewGuid();
        var session = await door.StartSessionAsync();
        var turn = await door.SendAsync(session.SessionId, "Well?", id);
        await door.ReadTurnAsync(turn, turn.After).ToEndAsync();
        await door.EndAsync(session.SessionId);

        foreach (var text in (string[])["", "\0", new string('x', 20_000)])
            Assert.Equal(turn, await door.SendAsync(session.SessionId, text, id));
    }

    [Fact]
    public async Task A_known_message_is_answered_also_where_its_text_is_no_text_at_all()
    {
        Llm.Says("Once.");
        var door = await OpenHubAsync();
        var (id, session) = (Guid.NewGuid(), await door.StartSessionAsync());
        var turn = await door.SendAsync(session.SessionId, "Well?", id);
        await door.ReadTurnAsync(turn, turn.After).ToEndAsync();
        using var json = await RawHub.ConnectAsync(Node.Address, token: Tokens.For(door.UserId));
        using var messagePack = await RawHub.ConnectAsync(Node.Address, "messagepack", token: Tokens.For(door.UserId));
        using var http = new HttpClient { BaseAddress = Node.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(door.UserId));
        using var body = new StringContent($$"""{"user_message":"\ud83d?","client_message_id":"{{id}}"}""", Encoding.UTF8, "application/json");

        await json.SendTextAsync($$"""{"type":1,"invocationId":"1","target":"SendMessage","arguments":[{"sessionId":"{{session.SessionId}}","clientMessageId":"{{id}}","text":"\"\ud83d"}]}""");
        await messagePack.SendMessagePackAsync(Frames.Call(1, "SendMessage", (ref MessagePackWriter writer) =>
        {
            writer.WriteArrayHeader(1);
            writer.WriteMapHeader(3);
            foreach (var text in (string[])["sessionId", $"{session.SessionId}", "clientMessageId", $"{id}", "text"]) writer.Write(text);
            writer.WriteRaw([0xa3, 0xed, 0xa0, 0x80]);
        }));
        using var answer = await http.PostAsync(new Uri($"/llm/chat/{session.SessionId}/message/", UriKind.Relative), body);

        Assert.Equal(turn.TurnId, JsonElement.Parse(await json.ReceiveTextAsync()).GetProperty("result").GetProperty("turnId").GetGuid());
        Assert.Equal(turn.TurnId, (await messagePack.ReceiveMessagePackAsync())[4].GetProperty("turnId").GetGuid());
        Assert.Equal(turn.TurnId, JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("turn_id").GetGuid());
    }

    [Theory, BothProtocols]
    public async Task The_same_id_in_another_session_or_of_another_user_is_another_message(DoorKind kind)
    {
        Llm.Says("One.");
        Llm.Says("Two.");
        Llm.Says("Three.");
        var door = await OpenHubAsync(kind: kind);
        var stranger = await OpenHubAsync(kind: kind);
        var id = Guid.NewGuid();

        var answers = new[]
        {
            await door.AskToEndAsync("Well?", clientMessageId: id),
            await door.AskToEndAsync("Well?", clientMessageId: id),
            await stranger.AskToEndAsync("Well?", clientMessageId: id),
        };

        Assert.Equal(["One.", "Two.", "Three."], answers.Select(answer => answer.Text));
    }
}
