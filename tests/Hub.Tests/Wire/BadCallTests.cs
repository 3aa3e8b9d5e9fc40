using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using MessagePack;

namespace Constellation.Realtime.Hub.Tests.Wire;

public sealed class BadCallTests : IAsyncLifetime
{
    private const string Id = "0198f2a0-0000-7000-8000-0000000000aa";

    private ProbeHost _host = null!;

    public static TheoryData<string, string> BadJson => new()
    {
        { """{"type":1,"target":"Nothing","arguments":[]""", "There is no such method." },
        { """{"type":1,"target":"{\"code\":\"x\"}","arguments":[]""", "There is no such method." },
        { """{"type":1,"target":"OnConnectedAsync","arguments":[]""", "There is no such method." },
        { """{"type":1,"target":"StartSession","arguments":[]""", "StartSession takes 1 argument: request." },
        { """{"type":1,"target":"StartSession","arguments":[{},{}]""", "StartSession takes 1 argument: request." },
        { """{"type":4,"target":"Watch","arguments":["0198f2a0-0000-7000-8000-0000000000aa"]""", "Watch takes 2 arguments: sessionId, after." },
        { """{"type":1,"target":"StartSession","arguments":[null]""", "request must not be null." },
        { """{"type":1,"target":"StartSession","arguments":["text"]""", "request must be an object as the contract says." },
        { """{"type":1,"target":"StartSession","arguments":[[]]""", "request must be an object as the contract says." },
        { """{"type":1,"target":"StartSession","arguments":[{"title":5}]""", "request: title must be text in valid Unicode." },
        { """{"type":1,"target":"StartSession","arguments":[{"Title":"x"}]""", "request has no member 'Title'." },
        { """{"type":1,"target":"StartSession","arguments":[{"title":"x","colour":1}]""", "request has no member 'colour'." },
        { """{"type":1,"target":"SendMessage","arguments":[{}]""", "request lacks 'sessionId', 'clientMessageId', 'text'." },
        { $$"""{"type":1,"target":"SendMessage","arguments":[{"sessionId":"{{Id}}","clientMessageId":"{{Id}}","text":null}]""",
            "request: text must not be null." },
        { $$"""{"type":1,"target":"SendMessage","arguments":[{"sessionId":"{{Id}}","clientMessageId":7,"text":"x"}]""",
            "request: clientMessageId must be a UUID as text." },
        { $$"""{"type":1,"target":"SendMessage","arguments":[{"sessionId":"{{Id}}","clientMessageId":"7","text":"x"}]""",
            "request: clientMessageId must be a UUID as text." },
        { $$"""{"type":1,"target":"CancelTurn","arguments":["{{{Id}}}","{{Id}}"]""", "sessionId must be a UUID as text." },
        { $$"""{"type":1,"target":"CancelTurn","arguments":["{{Id}}",null]""", "turnId must be a UUID as text." },
        { $$"""{"type":4,"target":"Watch","arguments":["{{Id}}","5"]""", "after must be a whole number." },
        { $$"""{"type":4,"target":"Watch","arguments":["{{Id}}",1.5]""", "after must be a whole number." },
        { $$"""{"type":4,"target":"Watch","arguments":["{{Id}}",9223372036854775808]""", "after must be a whole number." },
        { $$"""{"type":4,"target":"Watch","arguments":["{{Id}}",null]""", "after must be a whole number." },
        { $$"""{"type":1,"target":"Watch","arguments":["{{Id}}",0]""", "Watch is a stream." },
        { """{"type":4,"target":"StartSession","arguments":[{}]""", "StartSession is no stream." },
        {
            $$"""{"type":1,"target":"GiveFeedback","arguments":[{"sessionId":"{{Id}}","messageId":"{{Id}}","rating":"UP"}]""",
            "request: rating must be one of: up, down."
        },
        {
            $$"""{"type":1,"target":"GiveFeedback","arguments":[{"sessionId":"{{Id}}","messageId":"{{Id}}","rating":0}]""",
            "request: rating must be one of: up, down."
        },
    };

    public async Task InitializeAsync() => _host = await ProbeHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(BadJson))]
    public async Task A_bad_call_in_JSON_is_told_what_is_wrong_with_it_and_the_connection_stays(string call, string sentence)
    {
        using var hub = await RawHub.ConnectAsync(_host);

        await hub.SendTextAsync($$"""{{call}},"invocationId":"1"}""");
        var refusal = await hub.ReceiveRefusalAsync();
        await hub.SendTextAsync("""{"type":1,"invocationId":"2","target":"StartSession","arguments":[{}]}""");
        var next = JsonElement.Parse(await hub.ReceiveTextAsync());

        Assert.Equal("invalid_request", refusal.GetProperty("code").GetString());
        Assert.Equal(sentence, refusal.GetProperty("message").GetString());
        Assert.Equal("none", next.GetProperty("result").GetProperty("title").GetString());
    }

    [Theory]
    [MemberData(nameof(BadJson))]
    public async Task The_same_call_in_MessagePack_is_told_the_same(string call, string sentence)
    {
        using var hub = await RawHub.ConnectAsync(_host, "messagepack");
        var same = JsonElement.Parse(call + "}");

        await hub.SendMessagePackAsync(Frames.Call(
            same.GetProperty("type").GetInt32(),
            same.GetProperty("target").GetString()!,
            (ref MessagePackWriter writer) => MessagePackSerializer.Serialize(ref writer, same.GetProperty("arguments"), Hub.Wire.WireMessagePack.Options)));
        var refusal = RawHub.Line((await hub.ReceiveMessagePackAsync())[4].GetString()!);

        Assert.Equal("invalid_request", refusal.GetProperty("code").GetString());
        Assert.Equal(sentence, refusal.GetProperty("message").GetString());
    }

    public static TheoryData<string, byte[], string> BadMessagePack => new()
    {
        { "surrogate", [0x91, 0x81, 0xa5, .. "title"u8, 0xa3, 0xed, 0xa0, 0x80], "request: title must be text in valid Unicode." },
        { "cut sequence", [0x91, 0x81, 0xa5, .. "title"u8, 0xa1, 0xc3], "request: title must be text in valid Unicode." },
        { "key", [0x91, 0x81, 0xa1, 0xc3, 0xa1, 0x41], "The keys of a map must be valid UTF-8." },
        { "binary", [0x91, 0x81, 0xa5, .. "title"u8, 0xc4, 0x01, 0x41], "Binary values and extension types are not taken." },
        { "timestamp", [0x91, 0x81, 0xa5, .. "title"u8, 0xd6, 0xff, 0, 0, 0, 0], "Binary values and extension types are not taken." },
        { "number as key", [0x91, 0x81, 0x01, 0x01], "The keys of a map must be text." },
        { "not a number", [0x91, 0x81, 0xa5, .. "title"u8, 0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0], "A number must be finite." },
        { "twice", [0x91, 0x82, 0xa5, .. "title"u8, 0xa1, 0x41, 0xa5, .. "title"u8, 0xa1, 0x42], "request has 'title' twice." },
        { "array for a record", [0x91, 0x91, 0xa1, 0x41], "request must be an object as the contract says." },
        { "no array", [0x81, 0xa1, 0x41, 0xa1, 0x41], "StartSession takes 1 argument: request." },
    };

    [Theory]
    [MemberData(nameof(BadMessagePack))]
    public async Task What_JSON_can_not_say_is_refused_in_MessagePack(string what, byte[] arguments, string sentence)
    {
        using var hub = await RawHub.ConnectAsync(_host, "messagepack");

        await hub.SendMessagePackAsync(Frames.Call(1, "StartSession", (ref MessagePackWriter writer) => writer.WriteRaw(arguments)));
        var refusal = RawHub.Line((await hub.ReceiveMessagePackAsync())[4].GetString()!);

        Assert.NotEmpty(what);
        Assert.Equal("invalid_request", refusal.GetProperty("code").GetString());
        Assert.Equal(sentence, refusal.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("hold")]
    [InlineData("wait")]
    public async Task Who_gives_a_stream_up_before_it_begins_or_later_is_no_error(string text)
    {
        using var hub = await RawHub.ConnectAsync(_host);

        await hub.SendTextAsync($$"""{"type":4,"invocationId":"1","target":"StreamReply","arguments":[{"sessionId":"{{Id}}","clientMessageId":"{{Id}}","text":"{{text}}"}]}""");
        await hub.SendTextAsync("""{"type":5,"invocationId":"1"}""");
        while (JsonElement.Parse(await hub.ReceiveTextAsync()).GetProperty("type").GetInt32() != 3)
        {
            // Until it has ended.
        }

        Assert.Empty(_host.Errors);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(1e20)]
    [InlineData(1.5f)]
    public async Task A_float_is_no_sequence(object after)
    {
        using var hub = await RawHub.ConnectAsync(_host, "messagepack");

        await hub.SendMessagePackAsync(Frames.Call(4, "Watch", Id, after));
        var refusal = RawHub.Line((await hub.ReceiveMessagePackAsync())[4].GetString()!);

        Assert.Equal("after must be a whole number.", refusal.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("""{"title":"a","title":"b"}""", "An argument has 'title' twice.")]
    [InlineData("""{"title":"\ud800"}""", "request: title must be text in valid Unicode.")]
    public async Task What_only_JSON_can_say_is_refused_as_well(string request, string sentence)
    {
        using var hub = await RawHub.ConnectAsync(_host);

        await hub.SendTextAsync($$"""{"type":1,"invocationId":"1","target":"StartSession","arguments":[{{request}}]}""");
        var refusal = await hub.ReceiveRefusalAsync();

        Assert.Equal("invalid_request", refusal.GetProperty("code").GetString());
        Assert.Equal(sentence, refusal.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("json", 70)]
    [InlineData("json", 20000)]
    [InlineData("messagepack", 70)]
    [InlineData("messagepack", 20000)]
    public async Task Arguments_nested_too_deeply_are_refused_and_the_connection_stays(string protocol, int depth)
    {
        using var hub = await RawHub.ConnectAsync(_host, protocol);

        if (protocol == "json")
        {
            await hub.SendTextAsync(
                $$"""{"type":1,"invocationId":"1","target":"StartSession","arguments":[{{new string('[', depth)}}{{new string(']', depth)}}]}""");
            Assert.Equal("invalid_request", (await hub.ReceiveRefusalAsync()).GetProperty("code").GetString());
        }
        else
        {
            byte[] nested = [0x91, .. Enumerable.Repeat((byte)0x91, depth), 0xc0];
            await hub.SendMessagePackAsync(Frames.Call(1, "StartSession", (ref MessagePackWriter writer) => writer.WriteRaw(nested)));
            var refusal = RawHub.Line((await hub.ReceiveMessagePackAsync())[4].GetString()!);
            Assert.Equal("invalid_request", refusal.GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task Even_an_error_that_SignalR_makes_itself_has_its_line()
    {
        using var hub = await RawHub.ConnectAsync(_host);
        var watch = $$"""{"type":4,"invocationId":"1","target":"Watch","arguments":["{{Id}}",0]}""";

        await hub.SendTextAsync(watch);
        Assert.Equal(2, JsonElement.Parse(await hub.ReceiveTextAsync()).GetProperty("type").GetInt32());
        await hub.SendTextAsync(watch);
        var refusal = await hub.ReceiveRefusalAsync();

        Assert.Equal("invalid_request", refusal.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public async Task A_frame_of_the_longest_text_passes_in_its_longest_spelling(string protocol)
    {
        using var hub = await RawHub.ConnectAsync(_host, protocol);
        var text = string.Concat(Enumerable.Repeat("\\u00e4", ProbeHost.MessageChars + 9000));

        if (protocol == "json")
        {
            var request = $$"""{"sessionId":"{{Id}}","clientMessageId":"{{Id}}","text":"{{text}}"}""";
            await hub.SendTextAsync($$"""{"type":1,"invocationId":"1","target":"SendMessage","arguments":[{{request}}]}""");
            Assert.Equal(10000, JsonElement.Parse(await hub.ReceiveTextAsync()).GetProperty("result").GetProperty("after").GetInt32());
        }
        else
        {
            var request = new Dictionary<string, string> { ["sessionId"] = Id, ["clientMessageId"] = Id, ["text"] = text };
            await hub.SendMessagePackAsync(Frames.Call(1, "SendMessage", request));
            Assert.Equal(60000, (await hub.ReceiveMessagePackAsync())[4].GetProperty("after").GetInt32());
        }
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public async Task A_longer_frame_closes_the_connection(string protocol)
    {
        using var hub = await RawHub.ConnectAsync(_host, protocol);
        var text = new string('x', (64 * 1024) + (6 * ProbeHost.MessageChars));

        if (protocol == "json") await hub.SendTextAsync($$"""{"type":1,"invocationId":"1","target":"StartSession","arguments":[{"title":"{{text}}"}]}""");
        else await hub.SendMessagePackAsync(Frames.Call(1, "StartSession", new Dictionary<string, string> { ["title"] = text }));

        await hub.ClosedAsync();
    }

    [Theory]
    [InlineData("json", "garbage")]
    [InlineData("json", "[1,2]")]
    [InlineData("json", """{"type":1}""")]
    [InlineData("json", """{"type":"one"}""")]
    [InlineData("messagepack", "garbage")]
    public async Task What_is_no_message_of_the_protocol_closes_the_connection(string protocol, string garbage)
    {
        using var hub = await RawHub.ConnectAsync(_host, protocol);

        if (protocol == "json") await hub.SendTextAsync(garbage);
        else await hub.SendAsync([5, .. Encoding.UTF8.GetBytes(garbage)], WebSocketMessageType.Binary);

        await hub.ClosedAsync();
    }
}
