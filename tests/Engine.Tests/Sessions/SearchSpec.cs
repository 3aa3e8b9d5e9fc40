using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine.Tests.Sessions;

public abstract class SearchSpec(TestDatabase database) : StoreSpec(database)
{
    private readonly SessionSearch _search = new(database.Database);
    private readonly Guid _user = Some.Id();

    [Theory]
    [InlineData("glacier")]
    [InlineData("GLACIER")]
    [InlineData("glac")]
    [InlineData("near zurich glaciers")]
    [InlineData("Zürich")]
    [InlineData("zu\u0308rich, glaciers?")]
    [InlineData("sentinel-1")]
    [InlineData("\"glaciers\" OR (nothing) ' & | ! :* NEAR")]
    public async Task A_session_is_found_by_words_of_what_was_said_in_it(string query)
    {
        var session = await NewSessionAsync(_user, "One");
        var (turn, _) = await SaidAsync(session, "Which glaciers are near Zürich or nothing?", "Sentinel-1 shows them.");
        await SaidAsync(await NewSessionAsync(_user, "Two"), "Which floods are near Basel?", "Sentinel-2 shows them, 1 of 2.");

        var hits = (await FindAsync(query)).Items;

        if (query == "sentinel-1") Assert.Equal(2, hits.Count);
        else Assert.Equal(session.SessionId, Assert.Single(hits, hit => hit.Session.SessionId == session.SessionId).Session.SessionId);
        var message = hits.Single(hit => hit.Session.SessionId == session.SessionId).MessageId;
        Assert.Equal(query == "sentinel-1" ? turn.ReplyId : turn.UserMessage.MessageId, message);
    }

    [Theory]
    [InlineData("glacier flood")]
    [InlineData("laciers")]
    [InlineData("glaciers nea shows")]
    [InlineData("***")]
    [InlineData("🛰️")]
    public async Task What_no_single_message_has_is_not_found(string query)
    {
        await SaidAsync(await NewSessionAsync(_user), "Which glaciers are near Zürich?", "Sentinel-1 shows the flood.");

        Assert.Empty((await FindAsync(query)).Items);
    }

    [Fact]
    public async Task Nobody_finds_what_another_one_said_whatever_they_look_for()
    {
        var (other, word) = (Some.Id(), "w" + Some.Id().ToString("N"));
        var theirs = await NewSessionAsync(other, word);
        await SaidAsync(theirs, word, $"{word} {SearchWords.OfOwner(_user)}");

        Assert.Empty((await FindAsync(word)).Items);
        Assert.Empty((await FindAsync(SearchWords.OfOwner(other))).Items);
        Assert.Empty((await FindAsync(SearchWords.OfOwner(_user))).Items);
        Assert.Single((await _search.FindAsync(other, word, 10, null, None)).Items);
    }

    [Fact]
    public async Task An_ended_session_is_not_found()
    {
        var session = await NewSessionAsync(_user);
        await SaidAsync(session, "Which glaciers?", "Two.");

        await EndSessionAsync(session);

        Assert.Empty((await FindAsync("glaciers")).Items);
    }

    [Fact]
    public async Task A_title_is_found_until_the_session_has_another_one()
    {
        var session = await NewSessionAsync(_user, "Avalanche risk");
        var untitled = await NewSessionAsync(_user);
        await SaidAsync(untitled, "Which snow?", "Two.");

        var hit = Assert.Single((await FindAsync("avalanche")).Items);
        Assert.Equal((session.SessionId, "Avalanche risk", null), (hit.Session.SessionId, hit.Snippet, hit.MessageId));

        await History.RenameAsync(_user, session.SessionId, "Mudslides", null, Some.Time, None);
        await History.RenameAsync(_user, untitled.SessionId, "Mud and more", null, Some.Time, None);

        Assert.Empty((await FindAsync("avalanche")).Items);
        Assert.Equal([session.SessionId, untitled.SessionId], (await FindAsync("mud")).Items.Select(found => found.Session.SessionId).OrderBy(id => id == untitled.SessionId));
    }

    [Fact]
    public async Task Of_each_session_the_newest_message_is_shown()
    {
        var session = await NewSessionAsync(_user, "glaciers");
        await SaidAsync(session, "First glaciers", "No");
        var (turn, _) = await SaidAsync(session, "Then others", "Last glaciers\nof all");

        var hit = Assert.Single((await FindAsync("glaciers")).Items);

        Assert.Equal((turn.ReplyId, "Last glaciers of all"), (hit.MessageId, hit.Snippet));
    }

    [Fact]
    public async Task Pages_are_latest_activity_first_and_end()
    {
        var sessions = new List<Session>();
        for (var i = 0; i < 5; i++)
        {
            var session = await NewSessionAsync(_user, at: Some.Time.AddMinutes(i / 2));
            await StartTurnAsync(session, text: "glaciers", at: Some.Time.AddMinutes(i / 2));
            sessions.Add(session);
        }

        var first = await FindAsync("glaciers", 2);
        var second = await FindAsync("glaciers", 2, first.Next);
        var third = await FindAsync("glaciers", 2, second.Next);

        Assert.Equal([2, 2, 1], [first.Items.Count, second.Items.Count, third.Items.Count]);
        Assert.Null(third.Next);
        var all = first.Items.Concat(second.Items).Concat(third.Items).Select(hit => hit.Session).ToList();
        Assert.Equal(all.Select(s => s.LastActive).OrderDescending(), all.Select(s => s.LastActive));
        Assert.Equal(sessions.Select(s => s.SessionId).Order(), all.Select(s => s.SessionId).Order());
    }

    [Fact]
    public async Task The_longest_and_strangest_texts_are_stored_and_found()
    {
        var session = await NewSessionAsync(_user, Some.UnicodeText);
        var text = string.Join(' ', Enumerable.Range(0, 60_000)) + " " + new string('雪', 20_000) + new string('é', 20_000) + Some.UnicodeText;

        var (turn, _) = await SaidAsync(session, text, text);

        Assert.Equal(turn.ReplyId, Assert.Single((await FindAsync("12345 678")).Items).MessageId);
    }

    private Task<Page<SessionHit>> FindAsync(string query, int limit = 10, PageCursor? before = null) => _search.FindAsync(_user, query, limit, before, None);

    private async Task<(Turn Turn, EndedTurn Ended)> SaidAsync(Session session, string text, string reply)
    {
        var turn = await StartTurnAsync(session, text: text);
        return (turn, await EndAsync(Some.End(turn, reply)));
    }

    private async Task EndSessionAsync(Session session)
    {
        await History.BeginEndingAsync(session.UserId, session.SessionId, None);
        await History.EndSessionAsync(session.UserId, session.SessionId, Some.Time, None);
    }
}

public sealed class SqliteSearchTests(SqliteTestDatabase database) : SearchSpec(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresSearchTests(PostgresTestDatabase database) : SearchSpec(database), IClassFixture<PostgresTestDatabase>;
