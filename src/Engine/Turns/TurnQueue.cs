using System.Collections.Concurrent;
using System.Threading.Channels;
using Constellation.Realtime.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>
/// The turns that this node owns: bounded, each run from its acceptance to its end, and found again by id to be cancelled. Room is reserved before a turn is
/// accepted or claimed, so that nothing that is ours has to wait for room, and nothing is claimed that is just being accepted here.
/// </summary>
internal sealed partial class TurnQueue(TurnRunner runner, Node node, IOptions<TurnOptions> options, TimeProvider time, ILogger<TurnQueue> logger)
    : BackgroundService
{
    private readonly SemaphoreSlim _room = new(options.Value.MaxLive);
    private readonly Channel<TurnJob> _jobs = Channel.CreateBounded<TurnJob>(options.Value.MaxLive);
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _live = new();
    private readonly CancellationTokenSource _leave = new();

    /// <summary>How many turns run, wait or are being accepted here now.</summary>
    public int Count => _live.Count;

    /// <summary>Whether the turn runs, waits or is being accepted here.</summary>
    public bool Has(Guid turnId) => _live.ContainsKey(turnId);

    /// <summary>Makes room for a turn. False where there is none, where the node is about to stop, or where the turn is here already.</summary>
    public bool TryReserve(Guid turnId)
    {
        if (node.IsDraining || !_room.Wait(0)) return false;
        if (_live.TryAdd(turnId, new CancellationTokenSource())) return true;
        _room.Release();
        return false;
    }

    /// <summary>Gives the room back: the turn is not this node's to run.</summary>
    public void Release(Guid turnId)
    {
        _live.TryRemove(turnId, out _);
        _room.Release();
    }

    /// <summary>Runs a turn for which room is reserved.</summary>
    public void Enqueue(TurnJob job)
    {
        if (!_jobs.Writer.TryWrite(job)) throw new InvalidOperationException("A turn came for which no room was reserved.");
    }

    /// <summary>Stops the turn, if this node runs it.</summary>
    public void Stop(Guid turnId)
    {
        if (_live.TryGetValue(turnId, out var stop)) stop.Cancel();
    }

    /// <summary>Takes no turn any more, and completes when none is left: for as long as there is <paramref name="patience"/> they may end, then they are
    /// left to their next owners.</summary>
    public async Task DrainAsync(TimeSpan patience, CancellationToken hastened)
    {
        node.BeginDraining();
        var empty = TakeAllRoomAsync();
        try
        {
            await empty.WaitAsync(patience, time, hastened);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // Some are not done yet.
        }

        await _leave.CancelAsync();
        await empty;
    }

    public override void Dispose()
    {
        _leave.Dispose();
        _room.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var leaving = stoppingToken.Register(_leave.Cancel);
        var running = new ConcurrentDictionary<Guid, Task>();
        try
        {
            await foreach (var job in _jobs.Reader.ReadAllAsync(stoppingToken))
            {
                var task = RunAsync(job);
                running[job.Turn.TurnId] = task;
                _ = task.ContinueWith(
                    _ => running.TryRemove(new(job.Turn.TurnId, task)), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not begun stays running in the database, for its next owner.
        }

        await Task.WhenAll(running.Values);
    }

    private async Task TakeAllRoomAsync()
    {
        for (var i = 0; i < options.Value.MaxLive; i++) await _room.WaitAsync();
    }

    private async Task RunAsync(TurnJob job)
    {
        await Task.Yield();
        try
        {
            await runner.RunAsync(job, _live[job.Turn.TurnId].Token, _leave.Token);
        }
        catch (Exception exception)
        {
            Log.TurnBroke(logger, exception, job.Turn.TurnId, job.Turn.SessionId);
        }
        finally
        {
            Release(job.Turn.TurnId);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Critical, "Turn {TurnId} of session {SessionId} broke outside its own error handling and has no end yet")]
        internal static partial void TurnBroke(ILogger logger, Exception exception, Guid turnId, Guid sessionId);
    }
}

/// <summary>A turn to run.</summary>
/// <param name="Turn">As accepted, or as taken over.</param>
/// <param name="Titled">The session, where this turn's message gave it its title.</param>
/// <param name="IsTakeover">Whether another owner may have said something already.</param>
internal sealed record TurnJob(Turn Turn, Session? Titled = null, bool IsTakeover = false);
