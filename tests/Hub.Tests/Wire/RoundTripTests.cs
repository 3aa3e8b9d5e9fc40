using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Wire;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Constellation.Realtime.Hub.Tests.Wire;

public sealed class RoundTripTests : IAsyncLifetime
{
    private ProbeHost _host = null!;

    public async Task InitializeAsync() => _host = await ProbeHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_method_can_be_called(bool messagePack)
    {
        await using var connection = await _host.ConnectAsync(messagePack);

        var session = await connection.InvokeAsync<Session>("StartSession", new StartSession { Title = "Ärger 😀" });
        var turn = await connection.InvokeAsync<TurnRef>(
            "SendMessage", new SendMessage { SessionId = Samples.Id, ClientMessageId = Samples.Id, Text = "four" });
        var again = await connection.InvokeAsync<TurnRef>("Regenerate", Samples.Id, Samples.Id, Samples.Id);
        var resumed = await AllOf(connection.StreamAsync<SessionEvent>("ResumeReply", Samples.Id, Samples.Id, 9007199254740990));
        var decided = await connection.InvokeAsync<Suggestion>(
            "DecideSuggestion", new DecideSuggestion { SessionId = Samples.Id, SuggestionId = Samples.Id, Decision = Decision.Rejected, Comment = "no" });
        const string Payload = """{"b":[1,{"a":null,"":-0.5}],"a":"\u00e9😀","c":true}""";
        var edited = await connection.InvokeAsync<Suggestion>(
            "DecideSuggestion",
            new DecideSuggestion { SessionId = Samples.Id, SuggestionId = Samples.Id, Decision = Decision.Accepted, Payload = JsonElement.Parse(Payload) });
        await connection.InvokeAsync("GiveFeedback", new GiveFeedback { SessionId = Samples.Id, MessageId = Samples.Id, Rating = Rating.Down });
        await connection.InvokeAsync("CancelTurn", Samples.Id, Samples.Id);
        await connection.InvokeAsync("EndSession", Samples.Id);

        Assert.Equal("Ärger 😀", session.Title);
        Assert.Equal(9007199254740991, session.LastSequence);
        Assert.Equal(4, turn.After);
        Assert.Equal(Samples.Id, again.MessageId);
        Assert.Equal(9007199254740991, Assert.Single(resumed).Sequence);
        Assert.Equal(SuggestionStatus.Rejected, decided.Status);
        Assert.Equal(["b", "a", "c"], edited.Payload.EnumerateObject().Select(member => member.Name));
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Payload), edited.Payload));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_arrives_as_it_was_sent(bool messagePack)
    {
        await using var connection = await _host.ConnectAsync(messagePack);

        var events = await AllOf(connection.StreamAsync<SessionEvent>("StreamReply", Message("everything")));

        Assert.Equal(Written<SessionEvent[]>([Samples.Delta(1), Samples.Ready, Samples.Completed]), Written(events.ToArray()));
    }

    [Fact]
    public async Task A_payload_is_the_same_over_both_protocols_to_the_character()
    {
        await using var json = await _host.ConnectAsync(messagePack: false);
        await using var messagePack = await _host.ConnectAsync(messagePack: true);

        var overJson = await AllOf(json.StreamAsync<SessionEvent>("StreamReply", Message("everything")));
        var overMessagePack = await AllOf(messagePack.StreamAsync<SessionEvent>("StreamReply", Message("everything")));

        Assert.Equal(Written(Samples.Suggestion.Payload), Written(overJson[1].Suggestion!.Payload));
        Assert.Equal(Written(Samples.Suggestion.Payload), Written(overMessagePack[1].Suggestion!.Payload));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_announcement_reaches_every_connection_of_the_user(bool messagePack)
    {
        await using var first = await _host.ConnectAsync(messagePack);
        await using var second = await _host.ConnectAsync(!messagePack);
        var heard = new TaskCompletionSource<Suggestion>(TaskCreationOptions.RunContinuationsAsynchronously);
        second.On<Suggestion>("SuggestionReady", heard.SetResult);

        await first.InvokeAsync<Session>("StartSession", new StartSession { Title = "announce" });

        var suggestion = await heard.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(Written(Samples.Suggestion.Payload), Written(suggestion.Payload));
    }

    [Fact]
    public async Task Names_times_and_absent_values_are_those_of_the_contract()
    {
        using var json = await RawHub.ConnectAsync(_host);
        using var messagePack = await RawHub.ConnectAsync(_host, "messagepack");

        await json.SendTextAsync($$"""{"type":4,"invocationId":"1","target":"ResumeReply","arguments":["{{Samples.Id}}","{{Samples.Id}}",6]}""");
        await messagePack.SendMessagePackAsync(Frames.Call(4, "ResumeReply", Samples.Id.ToString(), Samples.Id.ToString(), 6));
        var fromJson = JsonElement.Parse(await json.ReceiveTextAsync()).GetProperty("item");
        var fromMessagePack = (await messagePack.ReceiveMessagePackAsync())[3];

        Assert.Equal(
            $$"""{"sequence":7,"sessionId":"{{Samples.Id}}","turnId":"{{Samples.Id}}","type":"text.delta","at":"2026-03-01T10:30:15.25Z","offset":0,"text":"ä\uD83D\uDE00"}""",
            fromJson.GetRawText());
        foreach (var member in fromMessagePack.EnumerateObject())
        {
            if (fromJson.TryGetProperty(member.Name, out var same)) Assert.Equal(same.GetRawText(), member.Value.GetRawText());
            else Assert.Equal(JsonValueKind.Null, member.Value.ValueKind);
        }

        Assert.Equal(fromJson.GetPropertyCount(), fromMessagePack.EnumerateObject().Count(member => member.Value.ValueKind != JsonValueKind.Null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_are_answered_while_many_streams_wait(bool messagePack)
    {
        await using var connection = await _host.ConnectAsync(messagePack);
        var streams = new List<IAsyncEnumerator<SessionEvent>>();
        for (var i = 0; i < 30; i++)
        {
            var stream = connection.StreamAsync<SessionEvent>("Watch", Samples.Id, 0L).GetAsyncEnumerator();
            Assert.True(await stream.MoveNextAsync());
            streams.Add(stream);
        }

        var answer = connection.InvokeAsync("CancelTurn", Samples.Id, Samples.Id);

        await answer.WaitAsync(TimeSpan.FromSeconds(20));
        foreach (var stream in streams) await stream.DisposeAsync();
    }

    [Theory]
    [InlineData(false, "refuse", "session_busy", 0)]
    [InlineData(true, "refuse", "session_busy", 0)]
    [InlineData(false, "refuse later", "unavailable", 1)]
    [InlineData(true, "refuse later", "unavailable", 1)]
    [InlineData(false, "break later", "unavailable", 1)]
    [InlineData(true, "break later", "unavailable", 1)]
    public async Task A_stream_that_is_refused_or_breaks_says_why_in_a_line(bool messagePack, string wish, string code, int eventsBefore)
    {
        await using var connection = await _host.ConnectAsync(messagePack);
        var events = new List<SessionEvent>();

        var refused = await Assert.ThrowsAsync<HubException>(async () =>
        {
            await foreach (var e in connection.StreamAsync<SessionEvent>("StreamReply", Message(wish))) events.Add(e);
        });

        Assert.Equal(code, RawHub.Line(refused.Message).GetProperty("code").GetString());
        Assert.DoesNotContain(ProbeHub.Secret, refused.Message, StringComparison.Ordinal);
        Assert.Equal(eventsBefore, events.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refused_call_says_why_in_a_line(bool messagePack)
    {
        await using var connection = await _host.ConnectAsync(messagePack);

        var refused = await Assert.ThrowsAsync<HubException>(() => connection.InvokeAsync<Session>("StartSession", new StartSession { Title = "refuse" }));

        Assert.EndsWith("""{"code":"rate_limited","message":"Not {now}.","retryAfterMs":1501}""", refused.Message, StringComparison.Ordinal);
        Assert.Equal("rate_limited", RawHub.Line(refused.Message).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_broken_call_tells_nothing_of_its_exception(bool messagePack)
    {
        await using var connection = await _host.ConnectAsync(messagePack);

        var refused = await Assert.ThrowsAsync<HubException>(() => connection.InvokeAsync<Session>("StartSession", new StartSession { Title = "break" }));

        Assert.Equal("unavailable", RawHub.Line(refused.Message).GetProperty("code").GetString());
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", refused.Message, StringComparison.Ordinal);
    }

    private static SendMessage Message(string text) => new() { SessionId = Samples.Id, ClientMessageId = Samples.Id, Text = text };

    private static string Written<T>(T value) => JsonSerializer.Serialize(value, WireJson.Hub);

    private static async Task<List<SessionEvent>> AllOf(IAsyncEnumerable<SessionEvent> stream)
    {
        var events = new List<SessionEvent>();
        await foreach (var e in stream) events.Add(e);
        return events;
    }
}
