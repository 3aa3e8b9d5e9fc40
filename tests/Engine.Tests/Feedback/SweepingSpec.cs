using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Feedback;
using Constellation.Realtime.Engine.Prompting;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Turns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Engine.Tests.Feedback;

public abstract class SweepingSpec(TestDatabase database) : StoreSpec(database)
{
    private readonly FakeTimeProvider _time = new(Some.Time);

    [Fact]
    public async Task An_ended_session_leaves_nothing_behind_but_its_history_and_counts_without_words()
    {
        var (session, turn, suggestion) = await LeaveTracesAsync();
        var (other, _, _) = await LeaveTracesAsync();
        await EndSessionAsync(session);

        await SweepAsync();

        Assert.Equal(new Traces(Prompts: 0, Ingredients: 0, Memories: 0, Words: 0, Candidates: 1, Written: 0, Attempts: 1), await TracesAsync(session));
        Assert.Equal(new Traces(Prompts: 2, Ingredients: 1, Memories: 1, Words: 3, Candidates: 1, Written: 1, Attempts: 1), await TracesAsync(other));
        Assert.Equal(2, (await History.ReadMessagesAsync(session.SessionId, 10, null, None)).Items.Count);
        Assert.Equal(suggestion.Payload.GetRawText(), Assert.Single(await History.ReadSuggestionsAsync(session.SessionId, turn.TurnId, 10, None)).Payload.GetRawText());
    }

    [Fact]
    public async Task Of_an_ended_session_the_comments_go_and_ratings_and_decisions_stay()
    {
        var (session, turn, suggestion) = await LeaveTracesAsync();
        var (other, otherTurn, otherSuggestion) = await LeaveTracesAsync();
        foreach (var (one, made, suggested) in new[] { (session, turn, suggestion), (other, otherTurn, otherSuggestion) })
        {
            await History.GiveFeedbackAsync(
                one.UserId, new GiveFeedback { SessionId = one.SessionId, MessageId = made.ReplyId, Rating = Rating.Down, Comment = "Not my river." }, _time.GetUtcNow(), None);
            await Database.WriteAsync(db => db.Suggestions.Where(s => s.SuggestionId == suggested.SuggestionId).ExecuteUpdateAsync(set => set.SetProperty(s => s.Comment, "Not mine.")), None);
        }

        await EndSessionAsync(session);
        await SweepAsync();

        Assert.Equal([(null, null)], await CommentsAsync(session));
        Assert.Equal([("Not my river.", "Not mine.")], await CommentsAsync(other));
        Assert.Contains((await History.ReadMessagesAsync(session.SessionId, 10, null, None)).Items, message => message.Feedback is not null);
    }

    [Fact]
    public async Task What_is_written_behind_an_ended_session_is_taken_away_too()
    {
        var (session, turn, suggestion) = await LeaveTracesAsync();
        await EndSessionAsync(session);
        await SweepAsync();
        await WriteBehindAsync(turn, suggestion);

        _time.Advance(Clearing.WrittenBehind - TimeSpan.FromMinutes(1));
        await SweepAsync();

        var traces = await TracesAsync(session);
        Assert.Equal((0, 0, 0), (traces.Prompts, traces.Ingredients, traces.Written));
        _time.Advance(TimeSpan.FromMinutes(2));
        await SweepAsync();
        Assert.Null(await Database.ReadAsync(db => db.Sessions.Where(s => s.SessionId == session.SessionId).Select(s => s.ClearUntil).SingleAsync(), None));
    }

    [Fact]
    public async Task A_session_that_has_ended_is_given_no_facts_and_no_summary_any_more()
    {
        var (session, _, _) = await LeaveTracesAsync();
        var memories = new SessionMemories(Database, _time);
        await EndSessionAsync(session);
        await SweepAsync();

        Assert.False(await memories.KeepFactsAsync(session.SessionId, 0, new SessionMemory([new Fact(FactKinds.Region, "Kenya", "in Kenya")], 1, "", 0), None));
        Assert.False(await memories.KeepSummaryAsync(session.SessionId, 0, new SessionMemory([], 0, "Floods.", 1), None));
        Assert.Equal(0, (await TracesAsync(session)).Memories);
    }

    [Fact]
    public async Task What_has_been_kept_for_long_enough_goes_and_what_has_not_stays()
    {
        var (session, turn, suggestion) = await LeaveTracesAsync();

        _time.Advance(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));
        await WriteBehindAsync(turn with { Term = turn.Term + 1 }, suggestion);
        await SweepAsync();
        var afterAWeek = await TracesAsync(session);
        _time.Advance(TimeSpan.FromDays(359));
        await SweepAsync();
        var afterAYear = await TracesAsync(session);

        Assert.Equal((2, 2, 2, 2), (afterAWeek.Prompts, afterAWeek.Ingredients, afterAWeek.Candidates, afterAWeek.Attempts));
        Assert.Equal((0, 1, 1, 1, 1), (afterAYear.Prompts, afterAYear.Ingredients, afterAYear.Candidates, afterAYear.Attempts, afterAYear.Memories));
    }

    [Fact]
    public async Task More_ended_sessions_than_are_looked_at_at_once_are_all_cleared()
    {
        var user = Some.Id();
        var sessions = new List<Session>();
        for (var i = 0; i < 230; i++)
        {
            sessions.Add(await NewSessionAsync(user, title: "Snow"));
            await EndSessionAsync(sessions[^1]);
        }

        await SweepAsync();

        foreach (var session in sessions) Assert.Equal(0, (await TracesAsync(session)).Words);
    }

    /// <summary>How much of each sort there is.</summary>
    /// <param name="Written">Candidates whose text is there.</param>
    private sealed record Traces(int Prompts, int Ingredients, int Memories, int Words, int Candidates, int Written, int Attempts);

    private async Task<(Session Session, Turn Turn, Suggestion Suggestion)> LeaveTracesAsync()
    {
        var session = await NewSessionAsync(title: "Snow", at: _time.GetUtcNow());
        var turn = await StartTurnAsync(session, at: _time.GetUtcNow());
        var suggestion = await SuggestAsync(turn);
        await EndAsync(Some.End(turn));
        var memories = new SessionMemories(Database, _time);
        await memories.KeepFactsAsync(session.SessionId, 0, new SessionMemory([new Fact(FactKinds.Region, "Kenya", "in Kenya")], 1, "", 0), None);
        await WriteBehindAsync(turn, suggestion);
        return (session, turn, suggestion);
    }

    private async Task WriteBehindAsync(Turn turn, Suggestion suggestion)
    {
        using var sent = new SentPrompts(Database, Options.Create(new LlmOptions()), _time, NullLogger<SentPrompts>.Instance);
        using var candidates = new CandidateWriter(Database, Some.Telemetry(), _time, NullLogger<CandidateWriter>.Instance);
        await sent.StartAsync(None);
        await candidates.StartAsync(None);
        var keep = sent.Of(turn, Ingredients.None);
        for (var i = 0; i < 2; i++) keep(new SentPrompt("openai", "m", null, [], new Prompt { System = "s", Messages = [], Tools = [] }));
        candidates.Add(Some.Candidate() with
        {
            SessionId = turn.SessionId,
            TurnId = turn.TurnId,
            SuggestionId = suggestion.SuggestionId,
            At = _time.GetUtcNow(),
        });
        await sent.StopAsync(None);
        await candidates.StopAsync(None);
        var attempt = new AttemptRow
        {
            AttemptId = Some.Id(),
            TurnId = turn.TurnId,
            SessionId = turn.SessionId,
            UserId = turn.UserId,
            Purpose = "reply",
            Provider = "openai",
            Model = "m",
            StartedAt = _time.GetUtcNow(),
            Outcome = "answered",
        };
        await Database.WriteAsync(db => AttemptQueries.AddAsync(db, [attempt], mayBeThere: false), None);
    }

    private async Task EndSessionAsync(Session session)
    {
        await History.BeginEndingAsync(session.UserId, session.SessionId, None);
        Assert.NotNull(await History.EndSessionAsync(session.UserId, session.SessionId, _time.GetUtcNow(), None));
    }

    private async Task SweepAsync()
    {
        using var start = new DatabaseStart(Database, new SoleNode(), _time, NullLogger<DatabaseStart>.Instance);
        using var sweeping = new Sweeping(Database, start, Options.Create(new LlmOptions()), Options.Create(new FeedbackOptions()), _time, NullLogger<Sweeping>.Instance);
        await sweeping.SweepAsync(None);
    }

    private Task<List<(string? OfReply, string? OfSuggestion)>> CommentsAsync(Session session) => Database.ReadAsync(
        async db =>
        {
            var reply = await db.Messages.Where(m => m.SessionId == session.SessionId && m.Sender == Sender.Assistant).Select(m => m.FeedbackComment).SingleAsync();
            var suggested = await db.Suggestions.Where(s => s.SessionId == session.SessionId).Select(s => s.Comment).ToListAsync();
            return suggested.ConvertAll(comment => (reply, comment));
        },
        None);

    private Task<Traces> TracesAsync(Session session) => Database.ReadAsync(
        async db => new Traces(
            await db.SentPrompts.CountAsync(p => p.SessionId == session.SessionId),
            await db.Ingredients.CountAsync(i => i.SessionId == session.SessionId),
            await db.SessionMemories.CountAsync(m => m.SessionId == session.SessionId),
            await db.SearchTexts.CountAsync(t => t.SessionId == session.SessionId),
            await db.Candidates.CountAsync(c => c.SessionId == session.SessionId),
            await db.Candidates.CountAsync(c => c.SessionId == session.SessionId && c.Text != ""),
            await db.Attempts.CountAsync(a => a.SessionId == session.SessionId)),
        None);
}

public sealed class SqliteSweepingTests(SqliteTestDatabase database) : SweepingSpec(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresSweepingTests(PostgresTestDatabase database) : SweepingSpec(database), IClassFixture<PostgresTestDatabase>;
