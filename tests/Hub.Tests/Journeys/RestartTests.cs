using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.ScriptedModel;
using Microsoft.Data.Sqlite;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class RestartTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("constellation-").FullName;
    private ScriptedLlm _llm = null!;

    public async Task InitializeAsync() => _llm = await ScriptedLlm.StartAsync();

    public async Task DisposeAsync()
    {
        await _llm.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_turn_goes_on_after_its_process_was_killed_or_stopped_and_its_reader_misses_nothing(bool isKilled)
    {
        _llm.Says("Con", "stel").ThenStalls();
        _llm.Says("Constel", "lation");
        await using var first = await NodeProcess.StartAsync(_folder, _llm);
        var alice = await first.OpenHubAsync();
        var session = await alice.StartSessionAsync();
        var turn = await alice.SendAsync(session.SessionId, "What is this?");
        var before = await alice.ReadTurnAsync(turn, turn.After).UntilTextAsync("Constel");

        await (isKilled ? first.KillAsync() : first.StopAsync());
        await using var second = await NodeProcess.StartAsync(_folder, _llm);
        await using var again = await second.OpenHubAsync(alice.UserId);
        var rest = await again.ReadTurnAsync(turn, before[^1].Sequence).ToEndAsync();

        var history = await again.Rest.HistoryAsync(session.SessionId);
        FoldLaw.Holds([.. before, .. rest], history);
        FoldLaw.Holds(await again.ReadTurnAsync(turn, turn.After).ToEndAsync(), history);
        Assert.Equal((SessionEventTypes.TurnCompleted, "Constellation"), (rest[^1].Type, history[^1].Content));
        Assert.Equal((SessionEventTypes.TextRewound, "takeover"), (rest[0].Type, rest[0].Reason));
        await alice.DisposeAsync();
    }

    [Fact]
    public async Task A_turn_that_was_killed_before_its_first_text_is_answered_all_the_same()
    {
        _llm.Stalls();
        _llm.Says("Here.");
        await using var first = await NodeProcess.StartAsync(_folder, _llm);
        var alice = await first.OpenHubAsync();
        var session = await alice.StartSessionAsync();
        var id = Guid.NewGuid();
        var turn = await alice.SendAsync(session.SessionId, "Well?", id);
        await _llm.WaitForRequestAsync();

        await first.KillAsync();
        await using var second = await NodeProcess.StartAsync(_folder, _llm);
        await using var again = await second.OpenHubAsync(alice.UserId);
        var same = await again.SendAsync(session.SessionId, "Well?", id);
        var events = await again.ReadTurnAsync(turn, turn.After).ToEndAsync();

        Assert.Equal(turn, same);
        Assert.Equal("Here.", ReplyFold.TextOf(events));
        FoldLaw.Holds(events, await again.Rest.HistoryAsync(session.SessionId));
        Assert.Equal(2, _llm.Requests.Count);
        await alice.DisposeAsync();
    }

    [Fact]
    public async Task What_was_finished_before_can_be_read_from_any_cursor()
    {
        _llm.Says("Con", "stel", "lation");
        _llm.Says("Next.");
        await using var first = await NodeProcess.StartAsync(_folder, _llm);
        var alice = await first.OpenHubAsync();
        var asked = await alice.AskAsync("What is this?");
        var whole = (await asked.Answer).Events;

        await first.KillAsync();
        await using var second = await NodeProcess.StartAsync(_folder, _llm);
        await using var again = await second.OpenHubAsync(alice.UserId);
        var history = await again.Rest.HistoryAsync(asked.SessionId);
        var snapshot = (await again.WatchAsync(asked.SessionId, 0).UntilAsync(_ => true))[0];
        foreach (var cursor in whole.SkipLast(1).Select(e => e.Sequence))
            FoldLaw.Holds([.. whole.Where(e => e.Sequence <= cursor), .. await again.ReadTurnAsync(asked.Turn, cursor).ToEndAsync()], history);
        var watching = again.WatchAsync(asked.SessionId, whole[^1].Sequence).UntilAsync(e => e.EndsTurn);
        var next = await again.AskToEndAsync("And?", asked.SessionId);

        Assert.Empty(await again.ReadTurnAsync(asked.Turn, whole[^1].Sequence).ToEndAsync());
        Assert.Equal((SessionEventTypes.SessionSnapshot, whole[^1].Sequence), (snapshot.Type, snapshot.Sequence));
        Assert.Equal("Next.", next.Text);
        FoldLaw.Holds(await watching, await again.Rest.HistoryAsync(asked.SessionId));
        await alice.DisposeAsync();
    }

    [Fact]
    public async Task The_end_of_a_session_that_a_killed_process_had_begun_is_finished()
    {
        _llm.Says("Half").ThenStalls();
        await using var first = await NodeProcess.StartAsync(_folder, _llm);
        var alice = await first.OpenHubAsync();
        var session = await alice.StartSessionAsync();
        var turn = await alice.SendAsync(session.SessionId, "Well?");
        var before = await alice.ReadTurnAsync(turn, turn.After).UntilTextAsync("Half");

        await first.KillAsync();
        BeginEnding(session.SessionId);
        await using var second = await NodeProcess.StartAsync(_folder, _llm);
        await using var again = await second.OpenHubAsync(alice.UserId);
        var rest = await again.WatchAsync(session.SessionId, before[^1].Sequence).ToEndAsync();

        Assert.Equal([SessionEventTypes.TurnCancelled, SessionEventTypes.SessionEnded], rest.TakeLast(2).Select(e => e.Type));
        FoldLaw.Holds([.. before, .. rest.Where(e => e.TurnId is not null)], await again.Rest.HistoryAsync(session.SessionId));
        Assert.Equal(SessionStatus.Ended, (await again.Rest.FindAsync(session.SessionId)).Status);
        Assert.Single(_llm.Requests);
        await alice.DisposeAsync();
    }

    /// <summary>What a process has stored that is killed as soon as it begins to end the session.</summary>
    private void BeginEnding(Guid sessionId)
    {
        using var database = new SqliteConnection($"Data Source={Path.Combine(_folder, "constellation.db")};Pooling=false");
        database.Open();
        using var change = database.CreateCommand();
        change.CommandText = "update sessions set is_ending = 1 where session_id = $id; update turns set cancel_requested = 1 where session_id = $id;";
        change.Parameters.AddWithValue("$id", sessionId);
        Assert.Equal(2, change.ExecuteNonQuery());
    }
}
