using Constellation.Realtime.Engine.Feedback;
using Constellation.Realtime.Engine.Tests.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Engine.Tests.Feedback;

public sealed class CandidateWriterTests(SqliteTestDatabase database) : IClassFixture<SqliteTestDatabase>
{
    private readonly AwayDatabase _away = new(database.Database);
    private readonly LoggedLines<CandidateWriter> _log = new();

    [Fact]
    public async Task What_waits_for_the_database_is_stored_at_the_stop_where_that_is_back()
    {
        using var writer = new CandidateWriter(_away, Some.Telemetry(), new FakeTimeProvider(), _log);
        List<SeenCandidate> seen = [Some.Candidate(), Some.Candidate(), Some.Candidate()];
        await writer.StartAsync(default);
        writer.Add(seen[0]);
        Assert.StartsWith("The database does not answer", await _log.NextAsync(), StringComparison.Ordinal);
        writer.Add(seen[1]);
        writer.Add(seen[2]);
        _away.IsBack = true;

        await writer.StopAsync(default);

        var ids = seen.ConvertAll(one => one.CandidateId);
        Assert.Equal(3, await database.Database.ReadAsync(db => db.Candidates.CountAsync(row => ids.Contains(row.CandidateId)), default));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_lost_because_the_database_is_away_at_the_stop_is_counted(bool inHaste)
    {
        using var writer = new CandidateWriter(_away, Some.Telemetry(), new FakeTimeProvider(), _log);
        await writer.StartAsync(default);
        writer.Add(Some.Candidate());
        Assert.StartsWith("The database does not answer", await _log.NextAsync(), StringComparison.Ordinal);
        writer.Add(Some.Candidate());
        writer.Add(Some.Candidate());

        await writer.StopAsync(new CancellationToken(inHaste));

        Assert.Equal("3 candidates could not be stored and are lost", await _log.NextAsync());
    }
}
