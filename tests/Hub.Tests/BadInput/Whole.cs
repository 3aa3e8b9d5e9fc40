using System.Globalization;
using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.Hub.Tests.Journeys;

namespace Constellation.Realtime.Hub.Tests.BadInput;

/// <summary>A session with something of everything, whose ids bad calls can name, and which must stay as it is.</summary>
internal sealed class Whole
{
    private readonly Door _door;
    private readonly Asked _asked;
    private readonly Answered _answered;
    private readonly string _before;

    private Whole(Door door, Asked asked, Answered answered, string before) => (_door, _asked, _answered, _before) = (door, asked, answered, before);

    internal static async Task<Whole> MakeAsync(TestNode node, Door door)
    {
        node.Llm.Calls("suggest_pipeline", Suggested.Fires);
        node.Llm.Says("There.");
        var asked = await door.AskAsync("Fires?");
        var answered = await asked.Answer;
        return new Whole(door, asked, answered, await StateAsync(door, asked.SessionId));
    }

    /// <summary>The template with the names of what there is.</summary>
    internal string Fill(string template) => template
        .Replace("{user}", $"{_door.UserId}", StringComparison.Ordinal)
        .Replace("{session}", $"{_asked.SessionId}", StringComparison.Ordinal)
        .Replace("{turn}", $"{_asked.Turn.TurnId}", StringComparison.Ordinal)
        .Replace("{reply}", $"{_answered.MessageId}", StringComparison.Ordinal)
        .Replace("{suggestion}", $"{_answered.Suggestions.Single().SuggestionId}", StringComparison.Ordinal)
        .Replace("{new}", $"{Guid.NewGuid()}", StringComparison.Ordinal)
        .Replace("{long}", new string('x', 16_001), StringComparison.Ordinal)
        .Replace("{201}", new string('x', 201), StringComparison.Ordinal)
        .Replace("{4001}", new string('x', 4001), StringComparison.Ordinal)
        .Replace("{beyond}", (1L << 53).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    internal async Task AssertUntouchedAsync(TestNode node)
    {
        Assert.Equal(_before, await StateAsync(_door, _asked.SessionId));
        Assert.Equal("ready", (await _door.Rest.GetAsync<Health.HealthBody>("/healthz/ready")).Status);
        Assert.Empty(node.Logged.Errors);
    }

    /// <summary>A sentence for people that gives nothing away.</summary>
    internal static void AssertSentence(string sentence)
    {
        Assert.Matches(@"^\S.*\.$", sentence);
        string[] inside = ["Exception", "System.", "Microsoft.", "Constellation.Realtime", "   at ", ".cs", "`", "Data Source", "SQLite", "Nullable"];
        Assert.All(inside, word => Assert.DoesNotContain(word, sentence, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<string> StateAsync(Door door, Guid sessionId) => string.Join('\n', (string[])[
        .. (await door.Rest.HistoryAsync(sessionId)).Select(message => $"{message}"),
        .. (await door.Rest.ListAsync()).Select(session => $"{session}"),
    ]);
}
