using System.Text.Json;
using System.Text.RegularExpressions;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Applying;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Feedback;
using Constellation.Realtime.Engine.Prompting;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.Registry;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Tests.Database;

public sealed partial class IndexTests(FilledDatabase database) : StoreSpec(database), IClassFixture<FilledDatabase>
{
    private const int Limit = 50;

    [Fact]
    public async Task Every_statement_on_turns_and_sessions_finds_its_rows_by_an_index_however_many_there_are()
    {
        var user = Some.Id();
        var start = await AcceptAsync(Some.Start(user) with { ConcurrentTurns = 4 });
        var suggestion = await SuggestAsync(start.Turn);
        var (session, turn, sequence) = (start.Session, start.Turn, start.Session.LastSequence);
        await Turns.FindAcceptedAsync(user, null, Some.Id(), None);
        await Turns.FindAcceptedAsync(user, session.SessionId, Some.Id(), None);
        await Turns.FindAsync(session.SessionId, turn.TurnId, None);
        await Turns.ReadStartsAsync(user, Some.Time, Limit, None);
        await Turns.CheckpointAsync(turn.TurnId, turn.Term, "Two", None);
        await Turns.RequestCancelAsync(session.SessionId, turn.TurnId, None);
        await Turns.FindOrphansAsync(Some.Id(), Limit, None);
        await Turns.FindHandedOverAsync(Limit, None);
        await Turns.FindOwnedAsync(turn.Node, Limit, None);
        await Turns.HandOverAsync(turn.TurnId, turn.Term, "Two do", None);
        var taken = await Turns.TakeOverAsync(turn.TurnId, turn.Term, Some.Id(), handedOver: true, None);
        var term = (await Turns.ClaimAnewAsync(turn.TurnId, taken!.Term, None))?.Term;
        await EndAsync(Some.End(turn, term: term));
        var again = await AcceptAsync(Some.Again(session, turn.TurnId));
        await EndAsync(Some.End(again.Turn));
        await History.DecideAsync(user, Some.Decision(suggestion, Decision.Accepted), edited: null, applies: true, Some.Time, None);
        await History.FindSuggestionAsync(session.SessionId, suggestion.SuggestionId, None);
        var applications = new Applications(Database);
        var application = Assert.Single(await applications.ClaimAsync(Some.Id(), [Some.Id()], judges: true, Some.Time, Limit, None));
        await History.SettleAsync(new Settlement(await applications.NoteSendingAsync(application), Some.Error, null), Some.Time, None);
        await History.FindSessionAsync(user, session.SessionId, None);
        await History.StartSessionAsync(user, Some.Id(), null, Some.Time, None);
        var page = await History.ListActiveAsync(user, 1, null, None);
        await History.ListActiveAsync(user, Limit, page.Next, None);
        await History.ReadMessagesAsync(session.SessionId, Limit, null, None);
        await History.ReadStateAsync(session.SessionId, Limit, None);
        await History.ReadMilestonesAsync(session.SessionId, 0, Limit, None);
        await History.ReadMilestonesAsync(session.SessionId, sequence, Limit, None);
        await History.ReadSuggestionsAsync(session.SessionId, null, Limit, None);
        await History.ReadSuggestionsAsync(session.SessionId, turn.TurnId, Limit, None);
        await History.ReadReadyAsync(session.SessionId, turn.TurnId, None);
        await History.GiveFeedbackAsync(user, new GiveFeedback { SessionId = session.SessionId, MessageId = turn.ReplyId, Rating = Rating.Up }, Some.Time, None);
        await History.RenameAsync(user, session.SessionId, "Ice", null, Some.Time, None);
        var search = new SessionSearch(Database);
        var hits = await search.FindAsync(FilledDatabase.SomeUser, "snow", 1, null, None);
        Assert.NotEmpty((await search.FindAsync(FilledDatabase.SomeUser, "snow", Limit, hits.Next, None)).Items);
        Assert.NotEmpty(await new Transcripts(Database).ReadAsync(session.SessionId, None).ToListAsync());
        Assert.True(await new Transcripts(Database).HasReplyAsync(session.SessionId, turn.ReplyId, None));
        Assert.NotEmpty(await new TrainingSessions(Database).ReadAsync(Some.Time, None).ToListAsync());
        await Database.ReadAsync(SummaryQueries.FirstAsync, None);
        Assert.NotEmpty(await Database.ReadAsync(db => SummaryQueries.RepliesAsync(db, Weeks.BeginningOf(Some.Time)), None));
        Assert.NotEmpty(await Database.ReadAsync(db => SummaryQueries.SuggestionsAsync(db, Weeks.BeginningOf(Some.Time)), None));
        await Database.WriteAsync(db => AttemptQueries.AddAsync(db, [FilledDatabase.SomeAttempt(turn)], mayBeThere: true), None);
        await Database.ReadAsync(db => AttemptQueries.TokensAsync(db, FilledDatabase.SomeUser, Some.Time.Date), None);
        await History.BeginEndingAsync(user, session.SessionId, None);
        await History.FindEndingAsync(Limit, None);
        await History.EndSessionAsync(session.UserId, session.SessionId, Some.Time, None);

        await RegisterAsync();
        await RememberAsync(user, again.Turn);
        await SweepAsync();

        var plans = await database.PlansAsync();
        Assert.InRange(plans.Count, 60, int.MaxValue);
        Assert.Equal("", string.Join("\n\n", plans.Where(plan => WholeTable().IsMatch(plan))));
    }

    private async Task RememberAsync(Guid user, Turn turn)
    {
        var memories = new SessionMemories(Database, TimeProvider.System);
        var memory = await memories.ReadAsync(turn.SessionId, await memories.PositionAsync(turn.UserMessage.MessageId, None), None);
        await memories.KeepFactsAsync(turn.SessionId, 0, memory, None);
        await memories.ReadNewestAsync(turn.SessionId, 0, long.MaxValue, Limit, None);
        await memories.ReadOldestAsync(turn.SessionId, 0, Limit, None);
        await new Examples(Database).FindAsync(user, Some.Id(), "Map snow", None);
        using var sent = new SentPrompts(Database, Options.Create(new LlmOptions()), TimeProvider.System, NullLogger<SentPrompts>.Instance);
        await sent.StartAsync(None);
        sent.Of(turn, Ingredients.None)(new SentPrompt("p", "m", null, [], new Prompt { System = "s", Messages = [], Tools = [] }));
        await sent.StopAsync(None);
        Assert.NotEmpty(await sent.FindAsync(new Caller(Some.Id(), IsAdministrator: true), turn.SessionId, turn.TurnId, None));
    }

    private async Task SweepAsync()
    {
        using var start = new DatabaseStart(Database, new SoleNode(), TimeProvider.System, NullLogger<DatabaseStart>.Instance);
        using var sweeping = new Sweeping(
            Database, start, Options.Create(new LlmOptions()), Options.Create(new FeedbackOptions()), TimeProvider.System, NullLogger<Sweeping>.Instance);
        await sweeping.SweepAsync(None);
    }

    private async Task RegisterAsync()
    {
        var registry = new TargetRegistry(Database, TimeProvider.System, NullLogger<TargetRegistry>.Instance);
        var now = await registry.NowAsync(None);
        var target = Target.Register("ticket", "A ticket.", JsonElement.Parse("""{"type":"object"}"""), out _)!;
        await registry.RegisterAsync([target], None);
        await registry.AtAsync(now.Revision + 1, None);
        await registry.FindAsync(target.Name, "0", None);
        await registry.RemoveAsync(target.Name, null, None);
        await registry.NowAsync(None);
    }

    [Fact]
    public async Task A_node_that_looks_around_reads_no_whole_table_of_turns()
    {
        await using var nodes = new PostgresNodes(database.Explained(), database.Explained(), new Node(TimeProvider.System), new NodeOptions(), TimeProvider.System);

        await nodes.BeatAsync(None);
        await nodes.LookAsync(None);

        var plans = await database.PlansAsync();
        Assert.Contains(plans, plan => plan.Contains("cancel_requested", StringComparison.Ordinal));
        Assert.Equal("", string.Join("\n\n", plans.Where(plan => WholeTable().IsMatch(plan))));
    }

    [GeneratedRegex(@"Seq Scan on (turns|sessions|messages|suggestions|outside_events|search_texts|session_memories|sent_prompts|prompt_ingredients|target_schemas|applications|attempts|candidates)\b")]
    private static partial Regex WholeTable();
}
