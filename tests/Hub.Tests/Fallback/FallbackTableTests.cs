using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.Hub.Tests.Journeys;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Hub.Tests.Fallback;

/// <summary>Every fault at every place of a turn, in chains of one, two and three providers, of which all but the last have it; alone one has it too.</summary>
public sealed class FallbackTableTests : IClassFixture<FallbackTableTests.Chains>, IAsyncLifetime
{
    private readonly Chains _chains;
    private HubDoor? _door;

    public FallbackTableTests(Chains chains) => _chains = chains;

    public static TheoryData<string, FaultAt, int> Cases()
    {
        var cases = new TheoryData<string, FaultAt, int>();
        foreach (var fault in FallbackTable.Faults)
            foreach (var at in Enum.GetValues<FaultAt>().Where(at => FallbackTable.IsPossible(fault, at)))
                for (var providers = 1; providers <= Chains.Longest; providers++) cases.Add(fault, at, providers);
        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Every_reader_holds_what_history_holds_and_no_two_providers_texts_are_mixed(string fault, FaultAt at, int providers)
    {
        var node = await _chains.NodeAsync(providers, fault == "stalled");
        var about = Guid.NewGuid().ToString();
        var failing = Math.Max(1, providers - 1);
        for (var i = 0; i < failing; i++) FallbackTable.Fails(node.At(i, about), (char)('A' + i), at, fault, isFirst: i == 0);
        if (providers > 1) FallbackTable.SaysAll(node.At(failing, about), (char)('A' + failing), at);

        _door = await node.Node.OpenHubAsync();
        var asked = await _door.AskAsync(about);
        var live = (await asked.Answer).Events;
        var late = await _door.ReadTurnAsync(asked.Turn, asked.Turn.After).ToEndAsync();

        var history = await _door.Rest.HistoryAsync(asked.SessionId);
        FoldLaw.Holds(live, history);
        FoldLaw.Holds(late, history);
        AssertUnmixed(live);
        AssertUnmixed(late);
        var answers = providers > 1 && fault != "filtered";
        AssertEnding(live[^1], answers, fault);
        if (answers) AssertAnswered(live, (char)('A' + failing), at);
        await AssertRecordedAsync(node, asked.Turn.TurnId, fault, at, answers ? failing : 1, answers);
        if (fault == "filtered") Assert.Equal(0, Enumerable.Range(1, providers - 1).Sum(i => node.Requests(i, about).Count));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_door is not null) await _door.DisposeAsync();
    }

    private static void AssertEnding(SessionEvent terminal, bool answers, string fault)
    {
        var (type, code) = answers ? (SessionEventTypes.TurnCompleted, null)
            : (SessionEventTypes.TurnFailed, fault == "filtered" ? ErrorCodes.Filtered : ErrorCodes.LlmUnavailable);
        Assert.Equal((type, code), (terminal.Type, terminal.Error?.Code));
    }

    private static void AssertAnswered(IReadOnlyList<SessionEvent> events, char letter, FaultAt at)
    {
        var text = ReplyFold.TextOf(events);
        var own = at == FaultAt.AfterAToolRound ? $"A1 {letter}2 {letter}3." : $"{letter}1 {letter}2.";
        Assert.Equal(own, text.ReplaceLineEndings(""));
        if (at is not (FaultAt.InTheMiddleOfAToolCall or FaultAt.InAFencedCandidate)) return;

        var ready = Assert.Single(events, e => e.Type == SessionEventTypes.SuggestionReady).Suggestion!;
        Assert.All(events.Where(e => e.Type == SessionEventTypes.SuggestionDraft), e => Assert.Equal(ready.SuggestionId, e.Suggestion!.SuggestionId));
        Assert.DoesNotContain(events, e => e.Type == SessionEventTypes.SuggestionInvalid);
    }

    /// <summary>Each delta is of one provider; where another one's follows, the reply was cut back in between, or the earlier one's answer was whole.</summary>
    private static void AssertUnmixed(IReadOnlyList<SessionEvent> events)
    {
        char? speaker = null;
        foreach (var e in events)
        {
            if (e.Type is SessionEventTypes.TextRewound or SessionEventTypes.ToolFinished) speaker = null;
            if (e.Type == SessionEventTypes.TextRewound) Assert.Equal(RewindReasons.Fallback, e.Reason);
            if (e.Type != SessionEventTypes.TextDelta) continue;
            var letters = e.Text!.Where(char.IsAsciiLetterUpper).Distinct().ToList();
            Assert.InRange(letters.Count, 0, 1);
            if (letters.Count == 0) continue;
            Assert.Equal(speaker ?? letters[0], letters[0]);
            speaker = letters[0];
        }
    }

    /// <summary>The calls of the turn are in the database: those with the fault, and the one that answered.</summary>
    private static async Task AssertRecordedAsync(FallbackNode node, Guid turnId, string fault, FaultAt at, int failing, bool answers)
    {
        var database = (IDatabase)node.Node.Services.GetService(typeof(IDatabase))!;
        List<AttemptRow> rows = [];
        await Wait.UntilAsync(async () =>
        {
            rows = await database.ReadAsync(db => db.Attempts.Where(row => row.TurnId == turnId).ToListAsync(), default);
            return rows.Exists(row => row.Outcome == fault) && (!answers || rows.Exists(row => row.Outcome == "answered" && row.Model == FallbackNode.NameOf(failing)));
        });

        var faulty = rows.Where(row => row.Outcome == fault).ToList();
        Assert.Empty(Enumerable.Range(0, failing).Select(FallbackNode.NameOf).Except(faulty.Select(row => row.Model)));
        Assert.InRange(rows.Max(row => row.Number), 1, Engine.Providers.Fallback.MostCalls);
        var firstTokens = at != FaultAt.BeforeTheFirstPiece && fault != "empty";
        Assert.All(faulty, row => Assert.Equal(firstTokens, row.FirstTokenMs is not null));
    }

    /// <summary>One node for each length of chain, for all cases; with short limits where providers stall.</summary>
    public sealed class Chains : IAsyncLifetime
    {
        internal const int Longest = 3;

        private readonly Dictionary<(int Providers, bool Stalls), FallbackNode> _nodes = [];

        internal async Task<FallbackNode> NodeAsync(int providers, bool stalls)
        {
            if (!_nodes.TryGetValue((providers, stalls), out var node))
            {
                var (first, next) = stalls ? ("00:00:02", "00:00:01") : ("00:00:30", "00:00:30");
                _nodes[(providers, stalls)] = node = await FallbackNode.StartAsync(providers, ("Llm:FirstTokenTimeout", first), ("Llm:StallTimeout", next));
            }

            await node.MendAsync();
            return node;
        }

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync()
        {
            foreach (var node in _nodes.Values) await node.DisposeAsync();
        }
    }
}
