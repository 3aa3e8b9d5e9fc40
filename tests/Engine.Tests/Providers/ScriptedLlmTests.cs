using System.Net.Http.Json;
using System.Text.Json;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class ScriptedLlmTests : OpenAiJourney
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task It_lists_its_model()
    {
        var models = await Http.GetFromJsonAsync<JsonElement>($"{Llm.Endpoint}/models");

        Assert.Equal("scripted", models.GetProperty("data")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Who_asks_for_no_stream_gets_one_answer()
    {
        Llm.Says("Con", "stellation").ThenCalls("get_block", "{\"block_id\":\"7\"}", 5).Costing(3, 2);

        var answer = await AskAsync("Hello");

        var choice = answer.GetProperty("choices")[0];
        Assert.Equal("Constellation", choice.GetProperty("message").GetProperty("content").GetString());
        var call = choice.GetProperty("message").GetProperty("tool_calls")[0].GetProperty("function");
        Assert.Equal("{\"block_id\":\"7\"}", call.GetProperty("arguments").GetString());
        Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
        Assert.Equal(5, answer.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public async Task A_rule_comes_before_the_queue_and_the_queue_before_the_rest()
    {
        Llm.Otherwise.Says("rest");
        Llm.Says("queue");
        Llm.When(request => request.LastUserText.Contains("Kenya", StringComparison.Ordinal)).Says("rule");

        string[] said = [await SaidAsync("In Kenya"), await SaidAsync("Hello"), await SaidAsync("Hello"), await SaidAsync("Kenya"), await SaidAsync("Hello")];

        Assert.Equal(["rule", "queue", "rest", "rule", "rest"], said);
    }

    [Fact]
    public async Task What_is_scripted_after_the_last_one_was_said_is_said_next()
    {
        Llm.Otherwise.Says("first");
        string[] before = [await SaidAsync("Hello"), await SaidAsync("Hello")];
        Llm.Otherwise.Says("second");

        string[] said = [.. before, await SaidAsync("Hello"), await SaidAsync("Hello")];

        Assert.Equal(["first", "first", "second", "second"], said);
    }

    [Fact]
    public async Task Its_last_script_is_said_to_all_who_ask_at_once()
    {
        const int Rounds = 20000, Askers = 2;
        var rules = Enumerable.Range(0, Rounds).Select(_ => new Rule(_ => true)).ToList();
        foreach (var rule in rules) rule.Says("Constellation");
        var arrived = 0;

        // They meet before each: spinning, for who wakes is late.
        var said = await Task.WhenAll(Enumerable.Range(0, Askers).Select(_ => Task.Factory.StartNew(
            () => rules.Select((rule, i) =>
            {
                Interlocked.Increment(ref arrived);
                SpinWait.SpinUntil(() => Volatile.Read(ref arrived) >= Askers * (i + 1));
                return rule.Next();
            }).ToList(),
            TaskCreationOptions.LongRunning)));

        Assert.All(said, scripts => Assert.DoesNotContain(null, scripts));
    }

    [Fact]
    public async Task Without_a_script_it_says_so()
    {
        using var response = await Http.PostAsJsonAsync($"{Llm.Endpoint}/chat/completions", new { messages = Array.Empty<object>() });

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("no script", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paced_answer_takes_its_time()
    {
        Llm.Says([.. Enumerable.Repeat("a ", 11)]).Paced(tokensPerSecond: 50);
        var started = TimeProvider.System.GetTimestamp();

        await ReadAsync();

        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.FromMilliseconds(195), TimeSpan.FromSeconds(20));
    }

    private static JsonElement Body(string text) => JsonSerializer.SerializeToElement(new { messages = new[] { new { role = "user", content = text } } });

    private async Task<JsonElement> AskAsync(string text)
    {
        using var response = await Http.PostAsJsonAsync($"{Llm.Endpoint}/chat/completions", Body(text));
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<string> SaidAsync(string text) =>
        (await AskAsync(text)).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
}
