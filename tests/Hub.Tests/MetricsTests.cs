using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Docs;
using Constellation.Realtime.Hub.Tests.Journeys;

namespace Constellation.Realtime.Hub.Tests;

/// <summary>Alone: to the library that listens, the meters of all nodes of a process are one, and with the first node that is disposed of it falls silent for all.</summary>
[CollectionDefinition(nameof(MetricsTests), DisableParallelization = true)]
[Collection(nameof(MetricsTests))]
public sealed partial class MetricsTests(TestNode node) : IClassFixture<TestNode>
{
    [Fact]
    public async Task A_turn_is_timed_to_its_first_text_and_to_its_end()
    {
        var (ended, spoken) = (await ReadAsync("constellation_turn_duration_seconds_count", "outcome=\"completed\""), await ReadAsync("constellation_turn_first_text_seconds_count"));
        node.Llm.Says("Yes.");
        await using var door = await node.OpenHubAsync();

        await door.AskToEndAsync("Well?");

        await Wait.UntilAsync(async () => await ReadAsync("constellation_turn_duration_seconds_count", "outcome=\"completed\"") > ended);
        Assert.True(await ReadAsync("constellation_turn_first_text_seconds_count") > spoken);
        await Wait.UntilAsync(async () => await ReadAsync("constellation_turns_live") == 0 && await ReadAsync("constellation_connections") >= 1);
    }

    [Theory]
    [InlineData("hub")]
    [InlineData("rest")]
    public async Task A_refusal_is_counted_with_its_face_and_code(string face)
    {
        var before = await ReadAsync("constellation_refusals_total", $"face=\"{face}\"", "code=\"not_found\"");
        await using var door = await node.OpenHubAsync();

        if (face == "hub") await Assert.ThrowsAnyAsync<Exception>(() => door.EndAsync(Guid.CreateVersion7()));
        else await Assert.ThrowsAnyAsync<Exception>(() => door.Rest.GetAsync<object>($"/llm/chat/{Guid.CreateVersion7()}/"));

        await Wait.UntilAsync(async () => await ReadAsync("constellation_refusals_total", $"face=\"{face}\"", "code=\"not_found\"") > before);
    }

    [Fact]
    public async Task A_providers_calls_are_counted_by_outcome_with_its_tokens_and_its_breaker_is_shown()
    {
        string[] provider = ["provider=\"openai\"", "model=\"scripted\""];
        var (answered, refused) = (await AttemptsAsync("answered"), await AttemptsAsync("auth"));
        var spent = await ReadAsync("constellation_provider_tokens_total", [.. provider, "type=\"output\""]);
        await using var door = await node.OpenHubAsync();
        node.Llm.Says("Yes.").Costing(11, 7);
        node.Llm.Answers(401);

        await door.AskToEndAsync("Well?");
        await door.AskToEndAsync("Well?");

        await Wait.UntilAsync(async () => await AttemptsAsync("answered") == answered + 1 && await AttemptsAsync("auth") == refused + 1);
        Assert.Equal(spent + 7, await ReadAsync("constellation_provider_tokens_total", [.. provider, "type=\"output\""]));
        Assert.Equal(0, await ReadAsync("constellation_provider_breaker", [.. provider, "place=\"0\""]));

        Task<double> AttemptsAsync(string outcome) => ReadAsync("constellation_provider_attempts_total", [.. provider, $"outcome=\"{outcome}\""]);
    }

    [Fact]
    public async Task Suggestions_are_counted_by_target_and_outcome_from_the_candidate_to_the_decision()
    {
        string[] outcomes = ["invalid", "ready", "repaired", "accepted", "edited", "rejected"];
        var before = await Task.WhenAll(outcomes.Select(OutcomeAsync));
        await using var door = await node.OpenHubAsync();

        await DecideAsync(Suggested.Fires, Decision.Accepted);
        await DecideAsync(Suggested.Fires[..^1] + ",}", Decision.Rejected);
        node.Llm.Calls("suggest_pipeline", Suggested.Unknown);
        await DecideAsync(Suggested.Fires, Decision.Accepted, JsonElement.Parse(Suggested.Edited));
        node.Llm.Calls("suggest_anything_else", "{}");
        node.Llm.Says("Well.");
        await door.AskToEndAsync("Well?");

        await Wait.UntilAsync(async () => (await Task.WhenAll(outcomes.Select(OutcomeAsync))).Zip(before, (now, then) => now - then).SequenceEqual([1, 2, 1, 1, 1, 1]));
        Assert.Equal(0, await ReadAsync("constellation_suggestions_total", "target=\"anything_else\""));

        Task<double> OutcomeAsync(string outcome) => ReadAsync("constellation_suggestions_total", "target=\"pipeline\"", $"outcome=\"{outcome}\"");

        async Task DecideAsync(string written, Decision decision, JsonElement? payload = null)
        {
            node.Llm.Calls("suggest_pipeline", written);
            node.Llm.Says("There.");
            var answered = await door.AskToEndAsync("Fires?");
            await door.DecideAsync(answered.SessionId, answered.Suggestions.Single().SuggestionId, decision, payload: payload);
        }
    }

    [Fact]
    public async Task Every_metric_of_ours_is_in_the_page_for_who_is_on_call_and_none_is_missing()
    {
        var documented = new DocPage("docs/operations.md").Table("What is measured").Select(row => DocPage.Quoted(row[0])[0]);

        var declared = Instrument().Matches(await File.ReadAllTextAsync(Path.Combine(DocPage.Root, "src/Engine/Telemetry.cs"))).Select(Prometheus);

        Assert.Equal(declared.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    /// <summary>The sum of all samples of this name with these labels; 0 where there is none.</summary>
    private async Task<double> ReadAsync(string name, params string[] labels)
    {
        using var http = new HttpClient { BaseAddress = node.Address };
        using var answer = await http.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        return (await answer.Content.ReadAsStringAsync()).Split('\n')
            .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal))
            .Where(line => labels.All(label => line.Contains(label, StringComparison.Ordinal)))
            .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
    }

    private static string Prometheus(Match instrument) =>
        instrument.Groups[2].Value.Replace('.', '_') + (instrument.Groups[1].Value, instrument.Groups[3].Value) switch
        {
            ("Histogram", "s") => "_seconds",
            ("Counter<long>", _) => "_total",
            _ => "",
        };

    [GeneratedRegex("Create(Histogram|Counter<long>|ObservableGauge)\\(\\s*\"(constellation[a-z._]+)\",(?: \\w+,)? \"([^\"]+)\"")]
    private static partial Regex Instrument();
}
