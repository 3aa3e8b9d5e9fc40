using System.Text;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;

namespace Constellation.Realtime.Hub.Tests.Journeys;

/// <summary>Whatever a model says, however readers come and go, and whatever happens meanwhile: the fold law holds. The seed is the test's argument.</summary>
public sealed class RandomJourneyTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly string[] Odd =
    [
        "a", " ", "\n", "\r\n", "\t", "word ", "é", "e\u0301", "\u0301", "\u202eمرحبا\u202c", "שלום", "日本語", "🛰", "🛰️", "👩‍🔬", "🇵🇹", "𝒳", "\U0010FFFF", "\uFFFF",
        "\uFEFF", "\u200b", "\u200d", "\u2028", "\u0001", "\u007f", "\\", "\"", "{}", "`", "``", "```\n", "~~~\n", "</script>", "data: x\n\n", ": c\n", "id: 1\n",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    public Task Every_reader_holds_the_reply_that_history_keeps(int seed) => JourneyAsync(new Random(seed)).WaitAsync(Limit);

    private async Task JourneyAsync(Random random)
    {
        var owner = await OpenHubAsync();
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("There.");
        var suggested = await owner.AskToEndAsync("Fires?");
        var pieces = Pieces(random);
        var isCancelled = random.Next(4) == 0;
        Llm.Says(pieces).Paced(150 + random.Next(600));
        var turn = await owner.SendAsync(suggested.SessionId, "Odd?");

        var readers = Enumerable.Range(0, 4).Select(_ => ReadAsync(owner.UserId, turn, new Random(random.Next()))).ToList();
        if (random.Next(2) == 0)
        {
            var length = random.Next(40);
            await owner.ReadTurnAsync(turn, turn.After).UntilAsync(e => e.EndsTurn || e.Offset >= length);
            await owner.DecideAsync(turn.SessionId, suggested.Suggestions.Single().SuggestionId, Decision.Accepted);
        }

        if (isCancelled) await owner.CancelAsync(turn.SessionId, turn.TurnId);
        var seen = await Task.WhenAll(readers);

        await AssertFoldLawAsync(owner, turn, seen);
        var reply = (await owner.Rest.HistoryAsync(turn.SessionId))[^1];
        var whole = string.Concat(pieces);
        Assert.True(isCancelled ? whole.StartsWith(reply.Content, StringComparison.Ordinal) : whole == reply.Content, "The reply is not what the model said.");
    }

    /// <summary>Comes and goes by random doors until it has seen the end.</summary>
    private async Task<IReadOnlyList<SessionEvent>> ReadAsync(Guid userId, TurnRef turn, Random random)
    {
        var seen = new List<SessionEvent>();
        while (seen.Count == 0 || !seen[^1].EndsTurn)
        {
            await using var door = await Node.OpenAsync((DoorKind)random.Next(4), userId);
            var cursor = seen.Count == 0 ? turn.After : seen[^1].Sequence;
            var left = random.Next(1, 12);
            await foreach (var e in door.ReadTurnAsync(turn, cursor))
            {
                seen.Add(e);
                if (--left == 0) break;
            }
        }

        return seen;
    }

    private static string[] Pieces(Random random)
    {
        var pieces = new List<string>();
        for (var i = random.Next(1, 120); i > 0; i--)
        {
            var piece = new StringBuilder();
            for (var k = random.Next(1, 6); k > 0; k--) piece.Append(Odd[random.Next(Odd.Length)]);
            pieces.Add(piece.ToString());
        }

        return [.. pieces];
    }
}
