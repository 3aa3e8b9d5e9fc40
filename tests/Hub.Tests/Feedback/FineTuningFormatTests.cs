namespace Constellation.Realtime.Hub.Tests.Feedback;

public sealed class FineTuningFormatTests
{
    private const string Tools = """[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]""";

    [Theory]
    [InlineData("""{"messages":[{"role":"system","content":"s"},{"role":"user","content":"u"},{"role":"assistant","content":"a"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"u"},{"role":"assistant","content":"a","weight":0},{"role":"user","content":"u"},{"role":"assistant","content":"a"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"u"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]}],"tools":""" + Tools + "}")]
    public void What_the_chat_format_allows_passes(string line) => Assert.Empty(FineTuningFormat.ChatFaults(line));

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"messages":[]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"u"},{"role":"assistant","content":""}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"u"},{"role":"assistant","content":"a"}],"user":"me"}""")]
    [InlineData("""{"messages":[{"role":"assistant","content":"a"},{"role":"user","content":"u"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"u"},{"role":"assistant","content":"a","weight":2}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"u"},{"role":"system","content":"s"},{"role":"assistant","content":"a"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"u"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"u"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{"}}]}],"tools":""" + Tools + "}")]
    [InlineData("""{"messages":[{"role":"user","content":"u"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"assistant","content":"a"}],"tools":""" + Tools + "}")]
    public void What_it_does_not_allow_is_noticed(string line) => Assert.NotEmpty(FineTuningFormat.ChatFaults(line));

    [Fact]
    public void So_is_a_wrong_preference()
    {
        const string Input = """{"messages":[{"role":"system","content":"s"},{"role":"user","content":"u"}]}""";
        const string One = """[{"role":"assistant","content":"a"}]""", Other = """[{"role":"assistant","content":"b"}]""";

        Assert.Empty(FineTuningFormat.PreferenceFaults($$"""{"input":{{Input}},"preferred_output":{{One}},"non_preferred_output":{{Other}}}"""));
        Assert.NotEmpty(FineTuningFormat.PreferenceFaults($$"""{"input":{{Input}},"preferred_output":{{One}},"non_preferred_output":{{One}}}"""));
        Assert.NotEmpty(FineTuningFormat.PreferenceFaults($$"""{"input":{{Input}},"preferred_output":{{One}}}"""));
        Assert.NotEmpty(FineTuningFormat.PreferenceFaults($$"""{"input":{{Input}},"preferred_output":{{One}},"non_preferred_output":[]}"""));
        Assert.NotEmpty(FineTuningFormat.PreferenceFaults($$"""{"input":{"messages":[]},"preferred_output":{{One}},"non_preferred_output":{{Other}}}"""));
    }
}
