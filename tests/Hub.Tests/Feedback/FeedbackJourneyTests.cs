using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.Hub.Tests.Journeys;
using Constellation.Realtime.Hub.Tests.Wire;
using Microsoft.ML.Tokenizers;

namespace Constellation.Realtime.Hub.Tests.Feedback;

/// <summary>What journeys to an administrator's training data and rates have in common.</summary>
public abstract partial class FeedbackJourneyTests(TestNode node) : JourneyTests(node)
{
    private static readonly Tokenizer Tokenizer = TiktokenTokenizer.CreateForEncoding("o200k_base");

    private protected static TurnRef TurnOf(Answered answered) => new() { SessionId = answered.SessionId, TurnId = answered.TurnId, MessageId = Guid.Empty, After = 0 };

    /// <summary>Said by one person of the tests only.</summary>
    private protected static string Word() => $"w{Guid.NewGuid():N}";

    [GeneratedRegex("w[0-9a-f]{32}")]
    private static partial Regex SomeWord();

    private protected Task<List<JsonElement>> ChatAsync(string word, string more = "") => ExportAsync($"format=chat{more}", word, FineTuningFormat.ChatFaults);

    private protected Task<List<JsonElement>> PreferencesAsync(string word, string more = "") => ExportAsync($"format=preference{more}", word, FineTuningFormat.PreferenceFaults);

    private protected Task<List<JsonElement>> JudgedAsync(string word) => ExportAsync("format=judged", word, FineTuningFormat.ChatFaults);

    /// <summary>The lines of the session in which the word was said. All lines have to be right.</summary>
    private async Task<List<JsonElement>> ExportAsync(string query, string word, Func<string, IEnumerable<string>> faults)
    {
        using var administrator = Administrator();
        using var answer = await administrator.GetAsync(new Uri($"/llm/feedback/export/?{query}", UriKind.Relative));
        Assert.Equal((HttpStatusCode.OK, "application/jsonl"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var text = await answer.Content.ReadAsStringAsync();
        if (text.Length > 0) Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Empty(lines.SelectMany(line => faults(Bare(line)).Select(fault => $"{fault}: {line}")));
        Assert.All(lines, line => Assert.InRange(SomeWord().Matches(line).Select(match => match.Value).Distinct().Count(), 0, 1));
        return [.. lines.Where(line => line.Contains(word, StringComparison.Ordinal)).Select(line => JsonElement.Parse(line))];
    }

    /// <summary>Without what is said about it, which is no part of the format.</summary>
    private static string Bare(string line)
    {
        if (!line.Contains("\"about\":", StringComparison.Ordinal)) return line;
        var json = JsonNode.Parse(line)!.AsObject();
        json.Remove("about");
        return json.ToJsonString();
    }

    private protected static int TokensOf(JsonElement line) => line.GetProperty("messages").EnumerateArray().Sum(message => 8 + Tokenizer.CountTokens(Text(message, "content")));

    private protected async Task<JsonElement> SummaryAsync()
    {
        using var administrator = Administrator();
        return JsonElement.Parse(await administrator.GetStringAsync(new Uri("/llm/feedback/summary/", UriKind.Relative)));
    }

    private protected HttpClient Administrator()
    {
        var client = new HttpClient { BaseAddress = Node.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(Guid.NewGuid(), administrator: true));
        return client;
    }

    private protected static int Count(JsonElement summary, string list, string name) => summary.GetProperty(list).EnumerateArray().Sum(row => row.GetProperty(name).GetInt32());

    private protected static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private protected static string? TextOrNull(JsonElement json, string name) => json.TryGetProperty(name, out var text) ? text.GetString() : null;

    private protected static IEnumerable<string> Roles(JsonElement line) => line.GetProperty("messages").EnumerateArray().Select(message => Text(message, "role"));

    private protected static string Content(JsonElement line, int message) => Text(line.GetProperty("messages")[message], "content");

    private protected static string Output(JsonElement line, string output) => Text(line.GetProperty(output)[0], "content");
}
