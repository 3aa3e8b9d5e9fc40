using System.Text.Json;
using Constellation.Realtime.Hub.Evaluation;
using Constellation.Realtime.Hub.Tests.Journeys;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Hub.Tests.Evaluation;

public sealed class EvalCommandTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("constellation-evaluated-").FullName;
    private ScriptedLlm _llm = null!;

    public async Task InitializeAsync() => _llm = await ScriptedLlm.StartAsync();

    public async Task DisposeAsync()
    {
        await _llm.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_provider_is_judged_by_what_it_suggests_beside_the_planner()
    {
        // Right at once; right once it was corrected; the wrong model; something where nothing serves; nothing at all.
        Answers("right", Suggested.Fires);
        Answers("corrected", Suggested.Unknown, Suggested.Fires);
        Answers("wrong", Suggested.Fires);
        Answers("nothing", Suggested.Fires);
        Answers("silent");

        var (code, table, rows) = await RunAsync(
            """
            [
              { "kind": "fit", "messages": ["wildfires, right"], "expect": "pipeline", "model": "fire" },
              { "kind": "fit", "messages": ["wildfires, corrected"], "expect": "pipeline", "model": "fire" },
              { "kind": "fit", "messages": ["floods, wrong"], "expect": "pipeline", "model": "flood" },
              { "kind": "none", "messages": ["bitcoin, nothing"], "expect": "none" },
              { "kind": "fit", "messages": ["floods, silent"], "expect": "pipeline" }
            ]
            """,
            "--provider", "openai", "--endpoint", _llm.Endpoint.ToString(), "--model", "scripted", "--input-price", "2", "--output-price", "10");

        Assert.Equal(0, code);
        Assert.Equal(["openai", "planner"], rows.Select(row => row.GetProperty("provider").GetString()));
        var judged = rows[0];
        Assert.Equal([true, true, false, false, false], judged.GetProperty("results").EnumerateArray().Select(result => !result.TryGetProperty("wrong", out _)));
        Assert.Equal(0.5, judged.GetProperty("right_blocks").GetDouble());
        Assert.Equal(0.4, judged.GetProperty("right").GetDouble());
        Assert.Equal(0.8, judged.GetProperty("valid").GetDouble());
        Assert.Equal(1, judged.GetProperty("repairs").GetInt32());
        Assert.Equal((1000, 100), (judged.GetProperty("input_tokens").GetInt64(), judged.GetProperty("output_tokens").GetInt64()));
        Assert.Equal(0.003m, judged.GetProperty("cost").GetDecimal());
        Assert.True(judged.GetProperty("median_seconds").GetDouble() > 0);
        Assert.Contains("floods, wrong", table, StringComparison.Ordinal);
        Assert.Contains("right blocks", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_fails_gets_no_credit_and_says_why()
    {
        _llm.Otherwise.Answers(401, """{"error":{"message":"no key"}}""");

        var (code, table, rows) = await RunAsync(
            """[{ "kind": "fit", "messages": ["Map floods with radar"], "expect": "pipeline" }]""",
            "--provider", "openai", "--endpoint", _llm.Endpoint.ToString(), "--model", "scripted");

        Assert.Equal(0, code);
        Assert.Equal((0, 0.0), (rows[0].GetProperty("completed").GetInt32(), rows[0].GetProperty("right").GetDouble()));
        Assert.Contains("turn.failed llm_unavailable", table, StringComparison.Ordinal);
        Assert.Equal(1.0, rows[1].GetProperty("right").GetDouble());
    }

    [Theory]
    [InlineData("--provider", "nonsense")]
    [InlineData("--provider", "openai")]
    [InlineData("--goals", "/nowhere/goals.json")]
    [InlineData("--first", "none")]
    [InlineData("--frist", "1")]
    [InlineData("--api-key-env", "NOBODY_SETS_THIS")]
    public async Task What_can_not_be_run_is_refused_with_the_reason(params string[] args)
    {
        await using var errors = new StringWriter();

        var code = await EvalCommand.RunAsync(args, TextWriter.Null, errors, CancellationToken.None);

        Assert.Equal(2, code);
        Assert.NotEmpty(errors.ToString());
        Assert.DoesNotContain("   at ", errors.ToString(), StringComparison.Ordinal);
    }

    private void Answers(string word, params string[] suggestions)
    {
        var script = _llm.When(request => request.Body.Contains(", " + word, StringComparison.Ordinal));
        foreach (var suggestion in suggestions) script.Calls("suggest_pipeline", suggestion).Costing(100, 10);
        script.Says("That is all.").Costing(100, 10);
    }

    private async Task<(int Code, string Table, JsonElement[] Rows)> RunAsync(string goals, params string[] args)
    {
        var (file, json) = (Path.Combine(_folder, "goals.json"), Path.Combine(_folder, "result.json"));
        await File.WriteAllTextAsync(file, goals);
        await using var output = new StringWriter();
        var code = await EvalCommand.RunAsync([.. args, "--goals", file, "--json", json], output, TextWriter.Null, CancellationToken.None);
        return (code, output.ToString(), [.. JsonElement.Parse(await File.ReadAllTextAsync(json)).GetProperty("rows").EnumerateArray()]);
    }
}
