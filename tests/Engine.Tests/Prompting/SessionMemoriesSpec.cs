using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Prompting;
using Constellation.Realtime.Engine.Tests.Database;

namespace Constellation.Realtime.Engine.Tests.Prompting;

public abstract class SessionMemoriesSpec : StoreSpec
{
    private protected SessionMemoriesSpec(TestDatabase database) : base(database) => Memories = new SessionMemories(Database, TimeProvider.System);

    private protected SessionMemories Memories { get; }

    [Fact]
    public async Task Facts_are_read_from_the_person_s_messages_up_to_a_place_and_go_on_from_what_is_stored()
    {
        var session = await NewSessionAsync();
        await SayAsync(session, "only Sentinel-1");
        var first = await SayAsync(session, "in Kenya");
        await SayAsync(session, "use Sentinel-2 instead");
        var before = await Memories.ReadAsync(session.SessionId, await Memories.PositionAsync(first.UserMessage.MessageId, None), None);

        var kept = await Memories.KeepFactsAsync(session.SessionId, 0, before, None);
        var after = await Memories.ReadAsync(session.SessionId, long.MaxValue, None);

        Assert.True(kept);
        Assert.Equal(["only Sentinel-1", "Kenya"], before.Facts.Select(fact => fact.Value));
        Assert.Equal(["Kenya", "Sentinel-2"], after.Facts.Select(fact => fact.Value).Order(StringComparer.Ordinal));
        Assert.Equal(before.Facts, (await Memories.ReadAsync(session.SessionId, 0, None)).Facts);
    }

    [Fact]
    public async Task Of_two_that_go_on_from_the_same_place_the_second_changes_nothing()
    {
        var session = await NewSessionAsync();

        var first = await Memories.KeepSummaryAsync(session.SessionId, 0, SessionMemory.None with { Summary = "One", SummaryPosition = 5 }, None);
        var second = await Memories.KeepSummaryAsync(session.SessionId, 0, SessionMemory.None with { Summary = "Two", SummaryPosition = 7 }, None);
        var next = await Memories.KeepSummaryAsync(session.SessionId, 5, SessionMemory.None with { Summary = "Three", SummaryPosition = 9 }, None);

        Assert.Equal((true, false, true), (first, second, next));
        var memory = await Memories.ReadAsync(session.SessionId, 0, None);
        Assert.Equal(("Three", 9), (memory.Summary, memory.SummaryPosition));
    }

    [Fact]
    public async Task Facts_and_summary_do_not_get_in_each_other_s_way()
    {
        var session = await NewSessionAsync();

        await Memories.KeepSummaryAsync(session.SessionId, 0, SessionMemory.None with { Summary = "One", SummaryPosition = 5 }, None);
        await Memories.KeepFactsAsync(session.SessionId, 0, new SessionMemory([new Fact(FactKinds.Region, "Kenya", "in Kenya")], 3, "", 0), None);

        var memory = await Memories.ReadAsync(session.SessionId, 0, None);
        Assert.Equal(("One", 5, "Kenya", 3), (memory.Summary, memory.SummaryPosition, memory.Facts[0].Value, memory.FactsPosition));
    }

    [Fact]
    public async Task Superseded_replies_are_no_part_of_what_was_said()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        await EndAsync(Some.End(turn, "Old"));
        var again = (await AcceptAsync(Some.Again(session, turn.TurnId))).Turn;
        await EndAsync(Some.End(again, "New"));

        var newest = await Memories.ReadNewestAsync(session.SessionId, 0, long.MaxValue, 10, None);
        var oldest = await Memories.ReadOldestAsync(session.SessionId, 0, 10, None);

        Assert.Equal(["Which blocks show snow?", "New"], newest.Select(placed => placed.Message.Content));
        Assert.Equal(newest, oldest);
    }

    [Fact]
    public async Task Examples_are_what_the_same_person_accepted_elsewhere_and_never_anybody_else_s()
    {
        var (mine, theirs) = (await NewSessionAsync(), await NewSessionAsync());
        var other = await NewSessionAsync(mine.UserId);
        foreach (var session in (Session[])[mine, theirs])
        {
            var turn = await StartTurnAsync(session);
            var suggestion = await SuggestAsync(turn, $$"""{"name":"{{session.SessionId}}"}""");
            await EndAsync(Some.End(turn));
            await DecideAsync(session, suggestion);
        }

        var found = await new Examples(Database).FindAsync(mine.UserId, other.SessionId, "Map snow", None);
        var own = await new Examples(Database).FindAsync(mine.UserId, mine.SessionId, "Map snow", None);
        var unlike = await new Examples(Database).FindAsync(mine.UserId, other.SessionId, "Count ships", None);

        Assert.Equal(mine.SessionId, Assert.Single(found).SessionId);
        Assert.Empty(own);
        Assert.Empty(unlike);
    }

    private async Task<Engine.Turns.Turn> SayAsync(Session session, string text)
    {
        var turn = await StartTurnAsync(session, text: text);
        await EndAsync(Some.End(turn, "Well."));
        return turn;
    }
}

public sealed class SqliteSessionMemoriesTests(SqliteTestDatabase database) : SessionMemoriesSpec(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresSessionMemoriesTests(PostgresTestDatabase database) : SessionMemoriesSpec(database), IClassFixture<PostgresTestDatabase>;
