using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine.Tests.Database;

public abstract class StoreSpec
{
    private protected StoreSpec(TestDatabase database)
    {
        Database = database.Database;
        Turns = database.Turns;
        History = database.History;
    }

    private protected static CancellationToken None => CancellationToken.None;

    private protected IDatabase Database { get; }

    private protected ITurnStore Turns { get; }

    private protected IHistory History { get; }

    private protected Task<Session> NewSessionAsync(Guid? userId = null, string? title = null, DateTimeOffset? at = null) =>
        History.StartSessionAsync(userId ?? Some.Id(), Some.Id(), title, at ?? Some.Time, None);

    private protected async Task<Acceptance.Accepted> AcceptAsync(NewTurn turn) => Assert.IsType<Acceptance.Accepted>(await Turns.AcceptAsync(turn, None));

    private protected async Task<Turn> StartTurnAsync(Session session, Guid? node = null, string text = "Which blocks show snow?", DateTimeOffset? at = null) =>
        (await AcceptAsync(Some.Turn(session, node: node, text: text, at: at))).Turn;

    private protected async Task<EndedTurn> EndAsync(TurnEnd end)
    {
        var ended = await Turns.EndAsync(end, None);
        Assert.NotNull(ended);
        return ended;
    }

    private protected async Task<(Turn Turn, EndedTurn Ended)> WholeTurnAsync(Session session, string text = "Two do.", TurnStatus status = TurnStatus.Completed)
    {
        var turn = await StartTurnAsync(session);
        return (turn, await EndAsync(Some.End(turn, text, status)));
    }

    private protected async Task<Suggestion> SuggestAsync(Turn turn, string payload = "{}")
    {
        var suggestion = Some.Suggestion(turn, payload);
        Assert.True(await History.StoreSuggestionAsync(Some.Ready(suggestion), turn.Term, Some.Time, None));
        return suggestion;
    }

    private protected async Task<DecisionResult.Decided> DecideAsync(Session session, Suggestion suggestion, Decision decision = Decision.Accepted) =>
        Assert.IsType<DecisionResult.Decided>(await History.DecideAsync(session.UserId, Some.Decision(suggestion, decision), edited: null, applies: false, Some.Time, None));
}
