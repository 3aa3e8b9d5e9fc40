using System.Text.Json;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Prompting;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Suggestions;

namespace Constellation.Realtime.Engine.Tests.Prompting;

public sealed class PromptFitTests
{
    private static readonly string Long = string.Join(' ', Enumerable.Repeat("flood maps of the river", 30));

    [Fact]
    public void What_fits_is_sent_as_it_is()
    {
        var prompt = Whole();

        var (sent, leftOut) = PromptFit.Fit(prompt, PromptTokens.Of(prompt));

        Assert.Equal(prompt.Messages, sent.Messages);
        Assert.Empty(leftOut);
    }

    [Fact]
    public void What_matters_least_is_left_out_first_and_what_is_left_always_fits()
    {
        var prompt = Whole();
        List<string> order = [];

        for (var limit = PromptTokens.Of(prompt); limit > 250; limit -= 150)
        {
            var (sent, leftOut) = PromptFit.Fit(prompt, limit);
            Assert.InRange(PromptTokens.Of(sent), 1, limit);
            Assert.Contains(sent.Messages, message => message.Part == PromptPart.Facts);
            Assert.Equal(prompt.System, sent.System);
            order.AddRange(leftOut.Select(Kind).Except(order));
        }

        Assert.Equal(["examples", "messages", "found", "tool results", "summary", "suggestion"], order.Take(6));
    }

    [Fact]
    public void The_newest_messages_outlive_older_ones_and_a_cut_history_begins_with_the_person()
    {
        var prompt = Whole();

        var (sent, _) = PromptFit.Fit(prompt, PromptTokens.Of(prompt) - 500);

        var said = sent.Messages.Where(message => message.Part == PromptPart.Said).ToList();
        Assert.True(said.Count < prompt.Messages.Count(message => message.Part == PromptPart.Said));
        Assert.Equal(PromptRole.User, said[0].Role);
        Assert.Contains(said, message => message.Text == "What now?");
        Assert.Equal(prompt.Messages[^1], sent.Messages[^1]);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("中")]
    [InlineData("🛰")]
    public void A_message_that_alone_is_too_long_is_cut_at_a_character_and_says_so(string character)
    {
        var prompt = new Prompt { System = "Short.", Messages = [User(string.Concat(Enumerable.Repeat($"{character} ", 8_000)))], Tools = [] };

        var (sent, leftOut) = PromptFit.Fit(prompt, 1_000);

        Assert.InRange(PromptTokens.Of(sent), 500, 1_000);
        Assert.EndsWith("(cut: there is no room for the rest)", sent.Messages[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\ufffd', sent.Messages[0].Text);
        Assert.Single(leftOut);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_long_candidate_that_is_to_be_corrected_leaves_room_for_what_is_wrong_with_it(bool isLast)
    {
        var candidate = JsonSerializer.Serialize(new { name = string.Concat(Enumerable.Repeat(Long, 20)) });
        PromptMessage[] refused =
        [
            new() { Role = PromptRole.Assistant, Text = "", ToolCalls = [new ToolCall("c1", "suggest_pipeline", candidate)] },
            new() { Role = PromptRole.Tool, Text = """{"status":"invalid"}""", ToolCallId = "c1" },
        ];
        var prompt = new Prompt { System = "Short.", Messages = [User("Fires?"), .. refused, .. isLast ? [] : Round("2", "newest")], Tools = [] };

        var (sent, leftOut) = PromptFit.Fit(prompt, 400);

        Assert.InRange(PromptTokens.Of(sent), 1, 400);
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(sent.Messages[1].ToolCalls[0].Arguments).ValueKind);
        Assert.Equal("c1", sent.Messages[1].ToolCalls[0].CallId);
        Assert.Equal(["arguments of 1 tool calls"], leftOut.Where(one => one.StartsWith("arguments", StringComparison.Ordinal)));
        if (isLast) Assert.Equal("""{"status":"invalid"}""", sent.Messages[2].Text);
    }

    [Fact]
    public void Data_that_are_cut_keep_their_closing_mark()
    {
        var data = new DataFence().Around("facts", string.Concat(Enumerable.Repeat(Long, 20)));
        var prompt = new Prompt { System = "Short.", Messages = [User(data) with { Part = PromptPart.Facts }, User("Fires?")], Tools = [] };

        var (sent, _) = PromptFit.Fit(prompt, 400);

        Assert.InRange(PromptTokens.Of(sent), 1, 400);
        Assert.Equal(data[..16], sent.Messages[0].Text[..16]);
        Assert.EndsWith("(cut: there is no room for the rest)" + data[data.LastIndexOf('\n')..], sent.Messages[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_not_even_the_system_text_fits_the_provider_is_not_asked()
    {
        var prompt = new Prompt { System = Long, Messages = [User("Hi")], Tools = [] };

        var exception = Assert.Throws<ProviderException>(() => PromptFit.Fit(prompt, 100));

        Assert.Equal(ProviderFault.Overlong, exception.Fault);
    }

    [Fact]
    public void Of_many_tools_those_stay_that_the_message_speaks_of()
    {
        var tools = Enumerable.Range(0, 200).Select(i => Tool($"suggest_other_{i}", $"Orders thing {i}. {Long}")).ToList();
        tools.Insert(77, Tool("suggest_ticket", "Opens a support ticket."));
        var prompt = new Prompt { System = "Short.", Messages = [User("Please open a support ticket")], Tools = [.. GraphTools.Definitions, .. tools] };

        var (sent, leftOut) = PromptFit.Fit(prompt, 6_000);

        Assert.InRange(PromptTokens.Of(sent), 1, 6_000);
        Assert.Contains(sent.Tools, tool => tool.Name == "suggest_ticket");
        Assert.All(GraphTools.Definitions, tool => Assert.Contains(tool, sent.Tools));
        Assert.EndsWith("tools", Assert.Single(leftOut), StringComparison.Ordinal);
    }

    [Fact]
    public void A_registered_target_is_not_kept_for_a_name_that_ends_as_a_built_in_ones()
    {
        var like = Enumerable.Range(0, 50).SelectMany(i => new[] { $"suggest_{i}_pipeline", $"suggest_{i}_block", $"suggest_{i}_edge" }).Select(name => Tool(name, Long));
        var prompt = new Prompt
        {
            System = "Short.",
            Messages = [User("Please open a support ticket")],
            Tools = [.. like, Tool("suggest_ticket", "Opens a support ticket."), .. BuiltInTargets.All.Select(target => Tool($"suggest_{target.Name}", target.Description))],
        };

        var (sent, _) = PromptFit.Fit(prompt, 2_000);

        Assert.Contains(sent.Tools, tool => tool.Name == "suggest_ticket");
        Assert.All(BuiltInTargets.All, target => Assert.Contains(sent.Tools, tool => tool.Name == $"suggest_{target.Name}"));
    }

    private static ToolDefinition Tool(string name, string description) => new(name, description, JsonElement.Parse("{}"));

    private static Prompt Whole() => new()
    {
        System = "You help.",
        Messages =
        [
            Data(PromptPart.Summary),
            .. Enumerable.Range(0, 12).SelectMany(i => new[] { User($"{i} {Long}"), new PromptMessage { Role = PromptRole.Assistant, Text = $"{i} {Long}" } }),
            Data(PromptPart.Examples),
            Data(PromptPart.Found),
            Data(PromptPart.Suggestion) with { Text = Long + Long + Long },
            Data(PromptPart.Facts) with { Text = "only Sentinel-1" },
            User("What now?"),
            .. Round("1", Long + Long + Long),
            .. Round("2", "newest"),
        ],
        Tools = [],
    };

    private static PromptMessage[] Round(string call, string result) =>
    [
        new() { Role = PromptRole.Assistant, Text = "", ToolCalls = [new ToolCall(call, "search_blocks", "{}")] },
        new() { Role = PromptRole.Tool, Text = result, ToolCallId = call },
    ];

    private static PromptMessage User(string text) => new() { Role = PromptRole.User, Text = text };

    private static PromptMessage Data(PromptPart part) => new() { Role = PromptRole.User, Part = part, Text = $"{part} {Long}" };

    private static string Kind(string leftOut) => leftOut.TrimStart("0123456789 ".ToCharArray());
}
