using System.Net.Http.Headers;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Fallback;
using Constellation.Realtime.Hub.Tests.Journeys;
using Constellation.Realtime.Hub.Tests.Wire;

namespace Constellation.Realtime.Hub.Tests.Feedback;

public sealed class AttributionTests : IAsyncLifetime
{
    private FallbackNode _chain = null!;

    public async Task InitializeAsync() => _chain = await FallbackNode.StartAsync(providers: 2);

    public Task DisposeAsync() => _chain.DisposeAsync().AsTask();

    [Fact]
    public async Task What_two_providers_made_of_one_turn_is_told_and_counted_for_the_call_that_made_it()
    {
        var word = $"w{Guid.NewGuid():N}";
        var first = _chain.At(0, word);
        first.Calls("suggest_pipeline", Suggested.Unknown);
        first.Calls("suggest_pipeline", Suggested.Fires);
        first.Answers(401);
        _chain.At(1, word).Says("There.");
        await using var door = await _chain.Node.OpenHubAsync();
        var answered = await door.AskToEndAsync($"Fires {word}?");
        await door.DecideAsync(answered.SessionId, answered.Suggestions.Single().SuggestionId, Decision.Accepted);

        JsonElement chat = default, pair = default;
        await Wait.UntilAsync(async () => (chat = await AboutAsync("chat")).ValueKind == JsonValueKind.Object && chat.TryGetProperty("attempt", out var made)
            && made.GetProperty("others").GetInt32() == 3 && (pair = await AboutAsync("preference")).ValueKind == JsonValueKind.Object);

        var (reply, suggestion) = (chat.GetProperty("attempt"), chat.GetProperty("feedback").GetProperty("suggestions")[0]);
        Assert.Equal((FallbackNode.NameOf(1), 2, 2), Call(reply));
        Assert.Equal((FallbackNode.NameOf(0), 1, 1), Call(suggestion.GetProperty("attempt")));
        Assert.Equal($"openai:{FallbackNode.NameOf(0)}", suggestion.GetProperty("by").GetString());
        var (preferred, other) = (pair.GetProperty("preferred_output").GetProperty("attempt"), pair.GetProperty("non_preferred_output").GetProperty("attempt"));
        Assert.Equal(((FallbackNode.NameOf(0), 1, 1), (FallbackNode.NameOf(0), 0, 1)), (Call(preferred), Call(other)));
        Assert.Equal(suggestion.GetProperty("attempt").GetProperty("attempt_id").GetGuid(), preferred.GetProperty("attempt_id").GetGuid());
        Assert.Equal(3, new[] { reply, preferred, other }.Select(call => call.GetProperty("attempt_id").GetGuid()).Distinct().Count());

        var summary = JsonElement.Parse(await GetAsync("summary/"));
        var (replies, suggestions) = (Assert.Single(summary.GetProperty("replies").EnumerateArray()), Assert.Single(summary.GetProperty("suggestions").EnumerateArray()));
        Assert.Equal((FallbackNode.NameOf(1), 1), (replies.GetProperty("model").GetString(), replies.GetProperty("replies").GetInt32()));
        Assert.Equal(FallbackNode.NameOf(0), suggestions.GetProperty("model").GetString());
        foreach (var count in (string[])["ready", "invalid", "repaired", "accepted"]) Assert.Equal(1, suggestions.GetProperty(count).GetInt32());
    }

    private async Task<JsonElement> AboutAsync(string format)
    {
        var line = (await GetAsync($"export/?format={format}&ingredients=true")).Split('\n')[0];
        return line.Length == 0 ? default : JsonElement.Parse(line).GetProperty("about");
    }

    private async Task<string> GetAsync(string path)
    {
        using var administrator = new HttpClient { BaseAddress = _chain.Node.Address };
        administrator.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(Guid.NewGuid(), administrator: true));
        return await administrator.GetStringAsync(new Uri($"/llm/feedback/{path}", UriKind.Relative));
    }

    private static (string Model, int Round, int Number) Call(JsonElement attempt) =>
        (attempt.GetProperty("model").GetString()!, attempt.GetProperty("round").GetInt32(), attempt.GetProperty("number").GetInt32());
}
