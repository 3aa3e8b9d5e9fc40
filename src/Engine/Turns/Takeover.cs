using System.Threading.Channels;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>Goes on with turns whose owner is gone or has handed them over, and with this node's own that it does not run: an answer of the database was
/// lost.</summary>
internal sealed partial class Takeover(
    ITurnStore turns, INodes nodes, DatabaseStart start, TurnQueue queue, Node node, Telemetry telemetry, TimeProvider time, ILogger<Takeover> logger)
    : BackgroundService
{
    private const int AtOnce = 100;
    private const int SideBySide = 8;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>A statement that was given up may still be carried out for so long.</summary>
    private static readonly TimeSpan DoubtLasts = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan OwnEvery = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _doubtedAt;
    private long _ownAt;

    /// <summary>There may be something to take over now.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>The answer to an acceptance or a claim was lost: this node may own a turn that it does not run.</summary>
    public void Doubt() => Volatile.Write(ref _doubtedAt, time.GetTimestamp());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await start.Migrated.WaitAsync(stoppingToken);
        _ownAt = time.GetTimestamp();
        var isWarm = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var isMore = false;
            try
            {
                if (!isWarm)
                {
                    // No such turn: what a claim needs is compiled now, not when readers wait for one.
                    await turns.TakeOverAsync(Guid.Empty, 0, node.Id, handedOver: false, stoppingToken);
                    isWarm = true;
                }

                if (!node.IsDraining) isMore = await TakeOverAsync(stoppingToken);
            }
            catch (StoreUnavailableException exception)
            {
                Log.StoreUnavailable(logger, exception.Message);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, exception);
            }

            if (!isMore) await WaitAsync(stoppingToken);
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var tick = new CancellationTokenSource(Every, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tick.Token, stoppingToken);
        try
        {
            await _wake.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // Nobody called.
        }
    }

    /// <summary>Whether there may be more.</summary>
    private async Task<bool> TakeOverAsync(CancellationToken cancellationToken)
    {
        var left = nodes.MayJudge
            ? await turns.FindOrphansAsync(node.Id, AtOnce, cancellationToken)
            : await turns.FindHandedOverAsync(AtOnce, cancellationToken);
        var own = await FindOwnAsync(cancellationToken);

        // In any order: the other survivors do the same.
        Turn[] all = [.. left, .. own];
        Random.Shared.Shuffle(all);
        if (all.Length > 0) await nodes.EnsureHeardAsync(cancellationToken);
        var claimed = 0;
        await Parallel.ForEachAsync(
            all,
            new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancellationToken },
            async (turn, _) =>
            {
                if (await ClaimAsync(turn)) Interlocked.Increment(ref claimed);
            });
        return claimed > 0 && left.Count == AtOnce;
    }

    private async Task<IReadOnlyList<Turn>> FindOwnAsync(CancellationToken cancellationToken)
    {
        var doubted = Volatile.Read(ref _doubtedAt);
        var isDoubtful = doubted > 0 && time.GetElapsedTime(doubted) < DoubtLasts;
        if (!isDoubtful && time.GetElapsedTime(_ownAt) < OwnEvery) return [];

        _ownAt = time.GetTimestamp();
        var owned = await turns.FindOwnedAsync(node.Id, int.MaxValue, cancellationToken);
        return [.. owned.Where(turn => !queue.Has(turn.TurnId))];
    }

    private async Task<bool> ClaimAsync(Turn turn)
    {
        if (!queue.TryReserve(turn.TurnId)) return false;
        var isTaken = false;
        try
        {
            // What was left on purpose, or is this node's own, which lives, is no sign that the turn kills its owners.
            var isHandedOver = turn.Node == Node.Nobody || turn.Node == node.Id;
            if (await turns.TakeOverAsync(turn.TurnId, turn.Term, node.Id, isHandedOver, CancellationToken.None) is not { } taken) return false;
            queue.Enqueue(new TurnJob(taken, IsTakeover: true));
            isTaken = true;
            Log.TakenOver(logger, taken.TurnId, taken.SessionId, turn.Node, taken.Term);
            if (turn.Node != node.Id) telemetry.TurnTakenOver();
            return true;
        }
        catch (StoreUnavailableException)
        {
            Doubt();
            throw;
        }
        finally
        {
            if (!isTaken) queue.Release(turn.TurnId);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Turn {TurnId} of session {SessionId} was taken over from node {Before} in term {Term}")]
        internal static partial void TakenOver(ILogger logger, Guid turnId, Guid sessionId, Guid before, long term);

        [LoggerMessage(LogLevel.Error, "Turns could not be taken over; they are looked for again")]
        internal static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "The database does not answer; orphaned turns are looked for again: {Reason}")]
        internal static partial void StoreUnavailable(ILogger logger, string reason);
    }
}
