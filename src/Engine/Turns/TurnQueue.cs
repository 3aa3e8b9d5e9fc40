using System.Collections.Concurrent;
using System.Threading.Channels;
using Constellation.Realtime.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>
/// The turns that this node owns: bounded, each run from its acceptance to its end, and found again by id to be cancelled or waited for. Room is reserved
/// before a turn is accepted, so that nothing accepted has to wait for room.
/// </summary>
internal sealed partial class TurnQueue(TurnRunner runner, IOptions<TurnOptions> options, ILogger<TurnQueue> logger) : BackgroundService
{
    private readonly SemaphoreSlim _room = new(options.Value.MaxLive);
    private readonly Channel<TurnJob> _jobs = Channel.CreateBounded<TurnJob>(options.Value.MaxLive);
    private readonly ConcurrentDictionary<Guid, LiveTurn> _live = new();

    /// <summary>How many turns run or wait here now.</summary>
    public int Count => _live.Count;

    public bool TryReserve() => _room.Wait(0);

    public void Release() => _room.Release();

    /// <summary>Runs a turn for which room is reserved.</summary>
    public void Enqueue(TurnJob job)
    {
        _live[job.Turn.TurnId] = new LiveTurn();
        if (!_jobs.Writer.TryWrite(job)) throw new InvalidOperationException("A turn came for which no room was reserved.");
    }

    /// <summary>Stops the turn, if this node runs it.</summary>
    public void Stop(Guid turnId)
    {
        if (_live.TryGetValue(turnId, out var live)) live.Stop.Cancel();
    }

    /// <summary>Completes when this node does not run the turn any more.</summary>
    public Task WaitForAsync(Guid turnId, CancellationToken cancellationToken) =>
        _live.TryGetValue(turnId, out var live) ? live.Ended.Task.WaitAsync(cancellationToken) : Task.CompletedTask;

    public override void Dispose()
    {
        _room.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new ConcurrentDictionary<Guid, Task>();
        try
        {
            await foreach (var job in _jobs.Reader.ReadAllAsync(stoppingToken))
            {
                var task = RunAsync(job, stoppingToken);
                running[job.Turn.TurnId] = task;
                _ = task.ContinueWith(
                    _ => running.TryRemove(job.Turn.TurnId, out var _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not begun stays running in the database, for its next owner.
        }

        await Task.WhenAll(running.Values);
    }

    private async Task RunAsync(TurnJob job, CancellationToken stoppingToken)
    {
        await Task.Yield();
        var live = _live[job.Turn.TurnId];
        try
        {
            await runner.RunAsync(job, live.Stop.Token, stoppingToken);
        }
        catch (Exception exception)
        {
            Log.TurnBroke(logger, exception, job.Turn.TurnId, job.Turn.SessionId);
        }
        finally
        {
            _live.TryRemove(job.Turn.TurnId, out _);
            _room.Release();
            live.Ended.TrySetResult();
        }
    }

    private sealed class LiveTurn
    {
        public CancellationTokenSource Stop { get; } = new();

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
