using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Applying;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Feedback;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Constellation.Realtime.Engine.Tests.Feedback;

public abstract class TrainingSpec(TestDatabase database) : StoreSpec(database)
{
    private readonly TrainingSessions _sessions = new(database.Database);

    [Fact]
    public async Task A_session_is_learned_from_once_something_was_thought_of_it_and_not_once_it_has_ended()
    {
        var rated = await NewSessionAsync();
        var (turn, _) = await WholeTurnAsync(rated);
        await RateAsync(rated, turn, Some.Time.AddHours(1));
        var decided = await NewSessionAsync();
        var suggestion = await SuggestAsync(await StartTurnAsync(decided));
        await DecideAsync(decided, suggestion, Decision.Rejected);
        var again = await NewSessionAsync();
        var (first, _) = await WholeTurnAsync(again);
        await EndAsync(Some.End((await AcceptAsync(Some.Again(again, first.TurnId))).Turn));
        var untouched = await NewSessionAsync();
        await WholeTurnAsync(untouched);
        var ended = await NewSessionAsync();
        var (last, _) = await WholeTurnAsync(ended);
        await RateAsync(ended, last, Some.Time);
        await History.BeginEndingAsync(ended.UserId, ended.SessionId, None);

        var all = await ReadAsync(DateTimeOffset.MinValue);
        var later = await ReadAsync(Some.Time.AddMinutes(1));

        Assert.All([rated, decided, again], session => Assert.Contains(session.SessionId, all));
        Assert.All([untouched, ended], session => Assert.DoesNotContain(session.SessionId, all));
        Assert.Contains(rated.SessionId, later);
        Assert.DoesNotContain(decided.SessionId, later);
    }

    [Fact]
    public async Task More_sessions_than_are_read_at_once_each_come_once()
    {
        var sessions = new List<Guid>();
        for (var i = 0; i < 120; i++)
        {
            var session = await NewSessionAsync();
            var (turn, _) = await WholeTurnAsync(session);
            await RateAsync(session, turn, Some.Time);
            sessions.Add(session.SessionId);
        }

        var read = await ReadAsync(DateTimeOffset.MinValue);

        Assert.Equal(read.Count, read.Distinct().Count());
        Assert.Empty(sessions.Except(read));
    }

    [Fact]
    public async Task What_a_model_wrote_is_kept_whatever_it_is_and_counted_with_what_became_of_it()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        var suggestion = await SuggestAsync(turn);
        var model = $"m{Some.Id():N}";
        using (var writer = new CandidateWriter(Database, Some.Telemetry(), TimeProvider.System, NullLogger<CandidateWriter>.Instance))
        {
            await writer.StartAsync(None);
            writer.Add(Seen(turn, suggestion, model, passed: false) with { Text = "a\0b\ud800" + Some.UnicodeText });
            for (var i = 0; i < 300; i++) writer.Add(Seen(turn, suggestion, model, passed: false) with { SuggestionId = Some.Id() });
            writer.Add(Seen(turn, suggestion, model, passed: true));
            await writer.StopAsync(None);
        }

        var read = Assert.Single(await _sessions.ReadAsync(DateTimeOffset.MinValue, None).Where(one => one.SessionId == session.SessionId).ToListAsync());
        Assert.Empty(read.Turns);
        await EndAsync(Some.End(turn));
        await DecideAsync(session, suggestion);
        read = Assert.Single(await _sessions.ReadAsync(DateTimeOffset.MinValue, None).Where(one => one.SessionId == session.SessionId).ToListAsync());

        Assert.Equal(302, read.Turns[0].Candidates.Count);
        Assert.Contains("a\ufffdb\ufffd" + Some.UnicodeText, read.Turns[0].Candidates.Select(candidate => candidate.Text));
        var counts = (await Database.ReadAsync(db => SummaryQueries.SuggestionsAsync(db, Weeks.BeginningOf(Some.Time)), None)).Single(one => one.Model == model);
        Assert.Equal((301, 1, 1, 1, 0), (counts.Invalid, counts.Ready, counts.Repaired, counts.Accepted, counts.Rejected));
        Assert.Equal((1.0, 1.0), (counts.AcceptedRate, counts.RepairedRate));
    }

    [Fact]
    public async Task All_that_may_become_of_a_suggestion_is_told_and_counted_for_the_call_that_wrote_it()
    {
        const string Mine = """{"title":"Mine"}""";
        var target = Target.Register("anything", "Anything.", JsonElement.Parse("""{"type":"object"}"""), out _)!;
        var edited = Assert.IsType<Verdict.Accepted>(SuggestionCheck.Check(target, Mine, new GraphSnapshot([], []), cutShort: false)).Suggestion;
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        var (model, call, other) = ($"m{Some.Id():N}", Call(turn, round: 0), Call(turn, round: 1));
        var all = new List<Suggestion>();
        using (var writer = new CandidateWriter(Database, Some.Telemetry(), TimeProvider.System, NullLogger<CandidateWriter>.Instance))
        {
            await writer.StartAsync(None);
            for (var i = 0; i < 5; i++)
            {
                all.Add(await SuggestAsync(turn));
                writer.Add(Seen(turn, all[i], model, passed: true) with { AttemptId = call.AttemptId });
            }

            await writer.StopAsync(None);
        }

        await EndAsync(Some.End(turn));
        await Database.WriteAsync(db => AttemptQueries.AddAsync(db, [call, other], mayBeThere: false), None);
        await History.DecideAsync(session.UserId, Some.Decision(all[0], Decision.Rejected, "Too coarse."), edited: null, applies: false, Some.Time, None);
        await DecideAsync(session, all[1]);
        await History.DecideAsync(
            session.UserId, Some.Decision(all[2], Decision.Accepted) with { Payload = JsonElement.Parse(Mine) }, edited, applies: false, Some.Time, None);
        foreach (var suggestion in all[3..]) await History.DecideAsync(session.UserId, Some.Decision(suggestion, Decision.Accepted), edited: null, applies: true, Some.Time, None);
        foreach (var application in await new Applications(Database).ClaimAsync(Some.Id(), [], judges: true, Some.Time, 100, None))
            await History.SettleAsync(new Settlement(application, application.Suggestion.SuggestionId == all[3].SuggestionId ? null : Some.Error, null), Some.Time, None);

        var read = Assert.Single(await _sessions.ReadAsync(DateTimeOffset.MinValue, None).Where(one => one.SessionId == session.SessionId).ToListAsync()).Turns[0];
        var about = read.About(read.Finished, text => text);
        Assert.Equal(other.AttemptId, (Guid)about["attempt"]!["attempt_id"]!);
        var told = about["feedback"]!["suggestions"]!.AsArray();
        Assert.All(told, one => Assert.Equal(call.AttemptId, (Guid)one!["attempt"]!["attempt_id"]!));
        Assert.Equal(
            [("rejected", "Too coarse.", false), ("accepted", null, false), ("accepted", null, true), ("applied", null, false), ("failed", null, false)],
            told.Select(one => ((string)one!["status"]!, (string?)one["comment"], (bool)one["edited"]!)));
        var counts = (await Database.ReadAsync(db => SummaryQueries.SuggestionsAsync(db, Weeks.BeginningOf(Some.Time)), None)).Single(one => one.Model == model);
        Assert.Equal((5, 4, 1, 1, 1, 1), (counts.Ready, counts.Accepted, counts.Edited, counts.Rejected, counts.Applied, counts.Failed));
        Assert.Equal((0.8, 0.25), (counts.AcceptedRate, counts.EditedRate));
    }

    [Fact]
    public async Task Replies_are_counted_in_the_week_in_which_they_were_made()
    {
        var at = Some.Time.AddDays(7 * Random.Shared.Next(100, 10_000));
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session, at: at);
        await EndAsync(Some.End(turn, at: at));
        await RateAsync(session, turn, at.AddDays(30));

        var week = await Database.ReadAsync(db => SummaryQueries.RepliesAsync(db, Weeks.BeginningOf(at)), None);

        Assert.Equal(new ReplyCounts(Weeks.Of(at), "planner", "planner", 1, 1, 0, 0), Assert.Single(week));
        Assert.Empty(await Database.ReadAsync(db => SummaryQueries.RepliesAsync(db, Weeks.BeginningOf(at).AddDays(7)), None));
    }

    private Task<bool> RateAsync(Session session, Turn turn, DateTimeOffset at) => History.GiveFeedbackAsync(
        session.UserId, new GiveFeedback { SessionId = session.SessionId, MessageId = turn.ReplyId, Rating = Rating.Up }, at, None);

    private async Task<List<Guid>> ReadAsync(DateTimeOffset since) => await _sessions.ReadAsync(since, None).Select(session => session.SessionId).ToListAsync();

    private static AttemptRow Call(Turn turn, int round) => new()
    {
        AttemptId = Some.Id(),
        TurnId = turn.TurnId,
        SessionId = turn.SessionId,
        UserId = turn.UserId,
        Purpose = "reply",
        Round = round,
        Number = 1,
        Provider = "openai",
        Model = "m",
        StartedAt = Some.Time.AddSeconds(round),
        Outcome = "answered",
    };

    private static SeenCandidate Seen(Turn turn, Suggestion suggestion, string model, bool passed) => new()
    {
        CandidateId = Some.Id(),
        SessionId = turn.SessionId,
        TurnId = turn.TurnId,
        SuggestionId = suggestion.SuggestionId,
        Number = 1,
        Target = "pipeline",
        Text = "{}",
        IsCall = true,
        Passed = passed,
        Codes = passed ? [] : ["unknown_block", "unknown_block"],
        Provider = "openai",
        Model = model,
        At = Some.Time,
    };
}

public sealed class SqliteTrainingTests(SqliteTestDatabase database) : TrainingSpec(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresTrainingTests(PostgresTestDatabase database) : TrainingSpec(database), IClassFixture<PostgresTestDatabase>;
