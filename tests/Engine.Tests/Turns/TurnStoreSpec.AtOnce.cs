using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Turns;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Tests.Turns;

// What many do at the same moment.
public abstract partial class TurnStoreSpec
{
    [Fact]
    public async Task Of_a_hundred_messages_at_once_one_starts_a_turn()
    {
        var session = await NewSessionAsync();
        await Turns.AcceptAsync(Some.Turn(await NewSessionAsync()), None); // Compiled now, and not by the first of a hundred that holds up all others.

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Turns.AcceptAsync(Some.Turn(session), None)));

        Assert.Single(results.OfType<Acceptance.Accepted>());
        Assert.All(results.OfType<Acceptance.Refused>(), refused => Assert.Equal(ErrorCodes.SessionBusy, refused.Code));
        Assert.Single((await History.ReadMessagesAsync(session.SessionId, 10, null, None)).Items);
    }

    [Fact]
    public async Task The_same_message_twenty_times_at_once_is_one_turn()
    {
        var session = await NewSessionAsync();
        var clientMessageId = Some.Id();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AcceptAsync(Some.Turn(session, clientMessageId))));

        Assert.Single(results, result => result.IsNew);
        Assert.Single(results.Select(result => result.Turn.TurnId).Distinct());
    }

    [Fact]
    public async Task The_same_first_message_twenty_times_at_once_is_one_session()
    {
        var user = Some.Id();
        var clientMessageId = Some.Id();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AcceptAsync(Some.Start(user, clientMessageId))));

        Assert.Single(results, result => result.IsNew);
        Assert.Single(results.Select(result => result.Turn.TurnId).Distinct());
        Assert.Single((await History.ListActiveAsync(user, 10, null, None)).Items);
    }

    [Fact]
    public async Task Of_many_who_take_a_turn_over_at_once_one_gets_it()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Turns.TakeOverAsync(turn.TurnId, turn.Term, Some.Id(), handedOver: false, None)));

        Assert.Single(results, result => result is not null);
    }

    [Fact]
    public async Task No_term_is_handed_out_twice_whatever_happens_at_once()
    {
        var session = await NewSessionAsync();
        var (turn, ended) = await WholeTurnAsync(session);
        var running = await StartTurnAsync(session);
        var suggestions = new List<Suggestion>();
        for (var i = 0; i < 10; i++) suggestions.Add(await SuggestAsync(running));

        var decisions = suggestions.Select(async s => Sequence.TermOf((await DecideAsync(session, s)).Changed.Sequence));
        var claims = Enumerable.Range(0, 10).Select(async _ => (await Turns.ClaimAnewAsync(running.TurnId, running.Term, None))?.Term ?? 0);
        var terms = await Task.WhenAll(decisions.Concat(claims));

        Assert.Equal([turn.StartTerm, ended.EndTerm, running.StartTerm, .. Enumerable.Range(4, 20).Select(term => (long)term)],
            [turn.StartTerm, ended.EndTerm, running.StartTerm, .. terms.Order()]);
        Assert.Equal(23, (await History.ReadStateAsync(session.SessionId, 10, None))!.Term);
    }

    [Fact]
    public async Task However_many_come_at_once_on_two_nodes_no_more_run_than_a_user_may()
    {
        const int Limit = 4;
        var (user, other) = (Some.Id(), new DatabaseTurnStore(Database));
        var sessions = await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => NewSessionAsync(user)));
        var requests = sessions.Select(session => Some.Turn(session)).Concat(sessions.Select(_ => Some.Start(user))).Select(turn => turn with { ConcurrentTurns = Limit });

        var answers = await Task.WhenAll(requests.Select((turn, i) => Task.Run(() => (i % 2 == 0 ? Turns : other).AcceptAsync(turn, None))));

        Assert.Equal(Limit, answers.Count(answer => answer is Acceptance.Accepted));
        Assert.All(answers.OfType<Acceptance.Refused>(), refused => Assert.Equal(ErrorCodes.RateLimited, refused.Code));
        await EndAsync(Some.End(answers.OfType<Acceptance.Accepted>().First().Turn));
        Assert.IsType<Acceptance.Accepted>(await Turns.AcceptAsync(Some.Start(user) with { ConcurrentTurns = Limit }, None));
    }
}
