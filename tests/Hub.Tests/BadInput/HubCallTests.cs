using System.Text.Json;
using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.Hub.Tests.Wire;
using Constellation.Realtime.Hub.Wire;
using MessagePack;

namespace Constellation.Realtime.Hub.Tests.BadInput;

public sealed class HubCallTests(TestNode node) : IClassFixture<TestNode>
{
    private const string Send = """{"sessionId":"{session}","clientMessageId":"{new}","text":TEXT}""";
    private const string Decide = """{"sessionId":"{session}","suggestionId":"{suggestion}","decision":DECISION}""";
    private const string Rate = """{"sessionId":"{session}","messageId":"{reply}","rating":RATING}""";

    public static TheoryData<string, string, string> Calls
    {
        get
        {
            var calls = new TheoryData<string, string, string>
            {
                { "Nothing", "", "invalid_request" },
                { "StartSession", "", "invalid_request" },
                { "StartSession", "null", "invalid_request" },
                { "StartSession", "\"x\"", "invalid_request" },
                { "StartSession", "{},{}", "invalid_request" },
                { "StartSession", """{"title":""}""", "invalid_request" },
                { "StartSession", """{"title":"{201}"}""", "invalid_request" },
                { "StartSession", """{"title":5}""", "invalid_request" },
                { "StartSession", """{"title":"a\u0000b"}""", "invalid_request" },
                { "StartSession", """{"Title":"a"}""", "invalid_request" },
                { "StartSession", """{"userId":"{user}"}""", "invalid_request" },
                { "ResumeReply", "\"{session}\",\"{turn}\"", "invalid_request" },
                { "ResumeReply", "\"{session}\",\"{turn}\",-1", "invalid_request" },
                { "ResumeReply", "\"{session}\",\"{turn}\",{beyond}", "invalid_request" },
                { "ResumeReply", "\"{session}\",\"{turn}\",99999999999999999999", "invalid_request" },
                { "ResumeReply", "\"{session}\",\"{turn}\",\"0\"", "invalid_request" },
                { "ResumeReply", "\"{session}\",\"{turn}\",1.5", "invalid_request" },
                { "ResumeReply", "\"{session}\",\"{turn}\",null", "invalid_request" },
                { "ResumeReply", "\"{session}\",\"{new}\",0", "not_found" },
                { "ResumeReply", "\"{new}\",\"{turn}\",0", "not_found" },
                { "ResumeReply", "\"{session}\",\"{reply}\",0", "not_found" },
                { "ResumeReply", "\"{session}\",\"seven\",0", "invalid_request" },
                { "Watch", "\"{session}\",-1", "invalid_request" },
                { "Watch", "\"{session}\",{beyond}", "invalid_request" },
                { "Watch", "\"{session}\"", "invalid_request" },
                { "Watch", "\"{new}\",0", "not_found" },
                { "Watch", "\"{turn}\",0", "not_found" },
                { "Watch", "7,0", "invalid_request" },
                { "CancelTurn", "\"{session}\"", "invalid_request" },
                { "CancelTurn", "\"{session}\",null", "invalid_request" },
                { "CancelTurn", "\"{session}\",\"{new}\"", "not_found" },
                { "CancelTurn", "\"{new}\",\"{turn}\"", "not_found" },
                { "Regenerate", "\"{session}\",\"{turn}\"", "invalid_request" },
                { "Regenerate", "\"{session}\",\"{turn}\",\"x\"", "invalid_request" },
                { "Regenerate", "\"{session}\",\"{new}\",\"{new}\"", "not_found" },
                { "Regenerate", "\"{new}\",\"{turn}\",\"{new}\"", "not_found" },
                { "RenameSession", """{"sessionId":"{session}"}""", "invalid_request" },
                { "RenameSession", """{"sessionId":"{session}","title":null}""", "invalid_request" },
                { "RenameSession", """{"sessionId":"{session}","title":""}""", "invalid_request" },
                { "RenameSession", """{"sessionId":"{session}","title":"{201}"}""", "invalid_request" },
                { "RenameSession", """{"sessionId":"{session}","title":"\u0000"}""", "invalid_request" },
                { "RenameSession", """{"sessionId":"{new}","title":"x"}""", "not_found" },
                { "EndSession", "", "invalid_request" },
                { "EndSession", "{}", "invalid_request" },
                { "EndSession", "\"{new}\"", "not_found" },
                { "DecideSuggestion", Decide.Replace("DECISION", "\"maybe\"", StringComparison.Ordinal), "invalid_request" },
                { "DecideSuggestion", Decide.Replace("DECISION", "\"Accepted\"", StringComparison.Ordinal), "invalid_request" },
                { "DecideSuggestion", Decide.Replace("DECISION", "0", StringComparison.Ordinal), "invalid_request" },
                { "DecideSuggestion", Decide.Replace("DECISION", "null", StringComparison.Ordinal), "invalid_request" },
                { "DecideSuggestion", Decide.Replace("DECISION", "\"accepted\",\"comment\":\"{4001}\"", StringComparison.Ordinal), "invalid_request" },
                { "DecideSuggestion", Decide.Replace("DECISION", "\"accepted\",\"comment\":\"\\u0000\"", StringComparison.Ordinal), "invalid_request" },
                { "DecideSuggestion", Decide.Replace("DECISION", "\"accepted\",\"why\":\"x\"", StringComparison.Ordinal), "invalid_request" },
                { "DecideSuggestion", Decide.Replace("DECISION", "\"accepted\",\"payload\":{}", StringComparison.Ordinal), "invalid_request" },
                { "DecideSuggestion", Decide.Replace("DECISION", "\"accepted\",\"payload\":[\"\\u0000\"]", StringComparison.Ordinal), "invalid_request" },
                { "DecideSuggestion", Decide.Replace("DECISION", "\"rejected\",\"payload\":{}", StringComparison.Ordinal), "invalid_request" },
                { "DecideSuggestion", """{"sessionId":"{session}","suggestionId":"{new}","decision":"accepted"}""", "not_found" },
                { "DecideSuggestion", """{"sessionId":"{session}","suggestionId":"{new}","decision":"accepted","comment":"{4001}"}""", "not_found" },
                { "DecideSuggestion", """{"sessionId":"{session}","suggestionId":"{new}","decision":"accepted","payload":["\u0000"]}""", "not_found" },
                { "DecideSuggestion", """{"sessionId":"{new}","suggestionId":"{suggestion}","decision":"accepted"}""", "not_found" },
                { "DecideSuggestion", """{"sessionId":"{session}","decision":"accepted"}""", "invalid_request" },
                { "GiveFeedback", Rate.Replace("RATING", "\"great\"", StringComparison.Ordinal), "invalid_request" },
                { "GiveFeedback", Rate.Replace("RATING", "1", StringComparison.Ordinal), "invalid_request" },
                { "GiveFeedback", Rate.Replace("RATING", "\"up\",\"comment\":\"{4001}\"", StringComparison.Ordinal), "invalid_request" },
                { "GiveFeedback", Rate.Replace("RATING", "\"up\",\"comment\":\"\\u0000\"", StringComparison.Ordinal), "invalid_request" },
                { "GiveFeedback", Rate.Replace("RATING", "\"up\",\"comment\":7", StringComparison.Ordinal), "invalid_request" },
                { "GiveFeedback", """{"sessionId":"{session}","messageId":"{new}","rating":"up"}""", "not_found" },
                { "GiveFeedback", """{"sessionId":"{session}","messageId":"{new}","rating":"up","comment":"{4001}"}""", "not_found" },
                { "GiveFeedback", """{"sessionId":"{session}","messageId":"{turn}","rating":"up"}""", "not_found" },
                { "GiveFeedback", """{"sessionId":"{new}","messageId":"{reply}","rating":"up"}""", "not_found" },
            };
            foreach (var method in (string[])["SendMessage", "StreamReply"])
            {
                foreach (var text in (string[])["null", "\"\"", "\"  \\n\\t \"", "\"\\u2003\"", "7", "[]", "\"a\\u0000b\"", "\"a\",\"extra\":1"])
                    calls.Add(method, Send.Replace("TEXT", text, StringComparison.Ordinal), "invalid_request");
                calls.Add(method, Send.Replace("TEXT", "\"{long}\"", StringComparison.Ordinal), "too_large");
                calls.Add(method, """{"sessionId":"{new}","clientMessageId":"{new}","text":"x"}""", "not_found");
                calls.Add(method, """{"sessionId":"","clientMessageId":"{new}","text":"x"}""", "invalid_request");
                calls.Add(method, """{"sessionId":"{session}","clientMessageId":"7","text":"x"}""", "invalid_request");
                calls.Add(method, """{"sessionId":"{session}","text":"x"}""", "invalid_request");
                calls.Add(method, """{"sessionId":"{session}","clientMessageId":"{new}"}""", "invalid_request");
            }

            return calls;
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_bad_call_has_its_code_and_a_sentence_and_changes_nothing(string method, string arguments, string code)
    {
        await using var door = await node.OpenHubAsync();
        var whole = await Whole.MakeAsync(node, door);

        foreach (var protocol in (string[])["json", "messagepack"])
        {
            using var hub = await RawHub.ConnectAsync(node.Address, protocol, token: Tokens.For(door.UserId));
            var refusal = await CallAsync(hub, protocol, method, $"[{whole.Fill(arguments)}]");

            Assert.Equal(code, refusal.GetProperty("code").GetString());
            Whole.AssertSentence(refusal.GetProperty("message").GetString()!);
            Assert.False(refusal.TryGetProperty("retryAfterMs", out _));
        }

        await whole.AssertUntouchedAsync(node);
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("a\\udc00b")]
    [InlineData("\\udc00\\ud800")]
    public async Task Half_of_a_surrogate_pair_is_refused(string text)
    {
        await using var door = await node.OpenHubAsync();
        var whole = await Whole.MakeAsync(node, door);
        using var hub = await RawHub.ConnectAsync(node.Address, token: Tokens.For(door.UserId));

        var refusal = await CallAsync(hub, "json", "SendMessage", whole.Fill($$"""[{"sessionId":"{session}","clientMessageId":"{new}","text":"{{text}}"}]"""));

        Assert.Equal("invalid_request", refusal.GetProperty("code").GetString());
        await whole.AssertUntouchedAsync(node);
    }

    [Theory, BothProtocols]
    public async Task The_longest_message_title_and_comment_are_taken(DoorKind kind)
    {
        await using var door = (HubDoor)await node.OpenAsync(kind);
        node.Llm.Says("Yes.");

        var session = await door.StartSessionAsync(new string('t', 200));
        var answered = await door.AskToEndAsync(new string('ä', 16_000), session.SessionId);
        await door.RateAsync(session.SessionId, answered.MessageId!.Value, Contracts.Rating.Up, new string('c', 4000));

        Assert.Equal(16_000, (await door.Rest.HistoryAsync(session.SessionId))[0].Content.Length);
    }

    private static async Task<JsonElement> CallAsync(RawHub hub, string protocol, string method, string arguments)
    {
        var type = method is "StreamReply" or "ResumeReply" or "Watch" ? 4 : 1;
        if (protocol == "json")
        {
            await hub.SendTextAsync($$"""{"type":{{type}},"invocationId":"1","target":"{{method}}","arguments":{{arguments}}}""");
            return await hub.ReceiveRefusalAsync();
        }

        var same = JsonElement.Parse(arguments);
        await hub.SendMessagePackAsync(Frames.Call(
            type, method, (ref MessagePackWriter writer) => MessagePackSerializer.Serialize(ref writer, same, WireMessagePack.Options)));
        return RawHub.Line((await hub.ReceiveMessagePackAsync())[4].GetString()!);
    }
}
