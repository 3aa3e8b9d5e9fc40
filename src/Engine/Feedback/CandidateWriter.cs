using System.Threading.Channels;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Feedback;

/// <summary>Stores what models wrote, many at once and behind their turns: no turn waits for it. What comes while the queue is full is not kept, for it is there to
/// learn from, and nobody was promised it; while the database is away what waits is kept.</summary>
internal sealed partial class CandidateWriter(IDatabase database, Telemetry telemetry, TimeProvider time, ILogger<CandidateWriter> logger) : BackgroundService
{
    private const int Waiting = 2048, Together = 128;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<SeenCandidate> _queue = Channel.CreateBounded<SeenCandidate>(new BoundedChannelOptions(Waiting) { SingleReader = true });

    /// <summary>Taken from the queue and not stored yet.</summary>
    private readonly List<CandidateRow> _inHand = new(Together);

    /// <summary>Returns at once.</summary>
    public void Add(SeenCandidate candidate)
    {
        telemetry.CandidateJudged(candidate.Target, candidate.Passed, candidate.Codes.Any());
        if (!_queue.Writer.TryWrite(candidate)) Log.NotKept(logger, candidate.TurnId, candidate.SessionId);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        try
        {
            // Cancelled, the wait above was cut short: what is in hand may still be on its way.
            cancellationToken.ThrowIfCancellationRequested();
            while (Take()) await StoreAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            Log.Lost(logger, exception, _inHand.Count + _queue.Reader.Count);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stoppingToken))
            {
                if (Take()) await WriteAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What waits is written by the one who stops this.
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                // What is in hand is written also while the process stops.
                await StoreAsync(CancellationToken.None);
                return;
            }
            catch (StoreUnavailableException exception)
            {
                Log.NotStored(logger, exception.Message);
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.Lost(logger, exception, _inHand.Count);
                _inHand.Clear();
                return;
            }
        }
    }

    /// <summary>Again after an answer that was lost, each is there once.</summary>
    private async Task StoreAsync(CancellationToken cancellationToken)
    {
        // A list of its own: work that the database has given up may still be reading it.
        List<CandidateRow> rows = [.. _inHand];
        await database.WriteAsync(
            async db =>
            {
                var ids = rows.ConvertAll(row => row.CandidateId);
                var known = await db.Candidates.Where(c => ids.Contains(c.CandidateId)).Select(c => c.CandidateId).ToListAsync();
                db.AddRange(rows.Where(row => !known.Contains(row.CandidateId)));
                return await db.SaveChangesAsync();
            },
            cancellationToken);
        _inHand.Clear();
    }

    /// <summary>Whether there is something to store.</summary>
    private bool Take()
    {
        while (_inHand.Count < Together && _queue.Reader.TryRead(out var candidate)) _inHand.Add(candidate.ToRow());
        return _inHand.Count > 0;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A candidate of turn {TurnId} of session {SessionId} is not kept: too many wait to be stored")]
        internal static partial void NotKept(ILogger logger, Guid turnId, Guid sessionId);

        [LoggerMessage(LogLevel.Warning, "The database does not answer; candidates wait to be stored: {Reason}")]
        internal static partial void NotStored(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Error, "{Count} candidates could not be stored and are lost")]
        internal static partial void Lost(ILogger logger, Exception exception, int count);
    }
}
