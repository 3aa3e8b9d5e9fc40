using System.Text.Json;
using Constellation.Realtime.Engine.Providers;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>What of a prompt reaches the model, and how.</summary>
public abstract class RequestSpec : ProviderSpec
{
    private const string Schema = """
        {"$defs":{"id":{"type":"string","format":"uuid"}}, "additionalProperties":false, "type":"object",
         "properties":{"name":{"type":"string"},"blocks":{"type":"array","items":{"$ref":"#/$defs/id"}}}, "required":["name"], "x-weight":1.50}
        """;

    private protected RequestSpec(ProviderWire wire) : base(wire)
    {
    }

    [Fact]
    public async Task The_prompt_is_sent_whole_with_calls_and_their_results()
    {
        Llm.Says("So");
        var prompt = new Prompt
        {
            System = "You join blocks.",
            Messages =
            [
                new() { Role = PromptRole.User, Text = " Hello \n" },
                new() { Role = PromptRole.Assistant, Text = "Hi" },
                new() { Role = PromptRole.User, Text = "Look" },
                new() { Role = PromptRole.Assistant, Text = "", ToolCalls = [new("c1", "search_blocks", "{not json"), new("c2", "get_block", """{"block_id":"seven"}""")] },
                new() { Role = PromptRole.Tool, Text = "none", ToolCallId = "c1" },
                new() { Role = PromptRole.Tool, Text = "[42]", ToolCallId = "c2" },
            ],
            Tools = [],
        };

        await ReadAsync(prompt);

        var body = Llm.Requests[0].Body;
        var places = new[] { "You join blocks.", " Hello ", "Hi", "Look", "search_blocks", "not json", "get_block", "seven", "none", "[42]" }
            .Select(part => body.IndexOf(part, StringComparison.Ordinal)).ToArray();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Skip(1).Order(), places.Skip(1));
        Assert.Equal("scripted", Llm.Requests[0].Json.GetProperty("model").GetString());
        Assert.True(Llm.Requests[0].Json.GetProperty("stream").GetBoolean());
        Assert.Contains(Llm.Requests[0].Headers, header => header.Value.Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tools_are_sent_by_their_own_names_with_their_schemas_as_they_are()
    {
        Llm.Says("So");

        await ReadAsync(Ask("Hello", Tool("suggest_pipeline", Schema), Tool("get_block", """{"type":"object"}""")));

        var tools = Llm.Requests[0].Tools.Select(tool => tool.TryGetProperty("function", out var function) ? function : tool).ToList();
        Assert.Equal(["suggest_pipeline", "get_block"], tools.Select(tool => tool.GetProperty("name").GetString()));
        Assert.Equal("What suggest_pipeline does.", tools[0].GetProperty("description").GetString());
        var sent = tools[0].TryGetProperty("parameters", out var parameters) ? parameters : tools[0].GetProperty("input_schema");
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Schema), sent), sent.GetRawText());
        Assert.Contains("1.50", sent.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_window_and_the_longest_answer_are_those_that_are_configured()
    {
        Llm.Says("So");
        var provider = Create(Options with { ContextTokens = 12_345, AnswerTokens = 678 });

        using ((IDisposable)provider) await provider.StreamAsync(Ask(), default).ToListAsync();

        Wire.AssertLimits(Llm.Requests[0].Json, 12_345, 678);
    }

    [Fact]
    public async Task For_words_only_no_tool_may_be_called_and_the_calls_before_are_still_understood()
    {
        Llm.Says("So");

        await ReadAsync(new Prompt
        {
            System = "You join blocks.",
            Messages =
            [
                new() { Role = PromptRole.User, Text = "Look" },
                new() { Role = PromptRole.Assistant, Text = "", ToolCalls = [new("c1", "get_block", "{}")] },
                new() { Role = PromptRole.Tool, Text = "none", ToolCallId = "c1" },
            ],
            Tools = [Tool("get_block", """{"type":"object"}""")],
            WordsOnly = true,
        });

        Assert.False(Llm.Requests[0].MayCall);
        Wire.AssertCallsAreUnderstood(Llm.Requests[0]);
    }

    [Fact]
    public async Task Messages_of_one_role_in_a_row_are_sent_as_one_where_the_model_wants_it()
    {
        Llm.Says("So");
        var provider = Create(Options with { JoinsRoles = true });
        var prompt = new Prompt
        {
            System = "You join blocks.",
            Messages =
            [
                new() { Role = PromptRole.User, Text = "Hello?" },
                new() { Role = PromptRole.User, Text = "<<<DATA 00 found\n{}\nDATA 00>>>", Part = PromptPart.Found },
                new() { Role = PromptRole.User, Text = "Are you there?" },
                new() { Role = PromptRole.Assistant, Text = "Yes." },
                new() { Role = PromptRole.Assistant, Text = "I look.", ToolCalls = [new("c1", "get_block", "{}"), new("c2", "get_block", "{}")] },
                new() { Role = PromptRole.Tool, Text = "one", ToolCallId = "c1" },
                new() { Role = PromptRole.Tool, Text = "two", ToolCallId = "c2" },
                new() { Role = PromptRole.Assistant, Text = "Here." },
                new() { Role = PromptRole.User, Text = "" },
                new() { Role = PromptRole.User, Text = "Thanks" },
            ],
            Tools = [],
        };

        using ((IDisposable)provider) await provider.StreamAsync(prompt, default).ToListAsync();

        var roles = Llm.Requests[0].Messages.Select(message => message.GetProperty("role").GetString()!).ToList();
        Assert.DoesNotContain(roles.Zip(roles.Skip(1)), pair => pair.First == pair.Second && pair.First != "tool");
        var said = Llm.Requests[0].Said.Where(one => one.Role == "user" && one.Text.Length > 0 && one.Text is not ("one" or "two" or "onetwo"));
        Assert.Equal(["Hello?", "<<<DATA 00 found\n{}\nDATA 00>>>", "Are you there?", "Thanks"], said.Select(one => one.Text));
    }
}
