using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>
/// One per node: has the turns written that have something new. A turn's first piece goes at once; after that at most one append per
/// <see cref="StreamOptions.Gather"/> and turn, and none while one is under way. Appends of different turns run side by side.
/// </summary>
internal sealed partial class Pump(IOptions<StreamOptions> options, TimeProvider time, ILogger<Pump> logger) : BackgroundService
{
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<TurnWriter, Pumped> _turns = new();
    private readonly PriorityQueue<Pumped, long> _due = new();
    private readonly Lock _lock = new();
    private readonly TimeSpan _gather = options.Value.Gather;
    private TaskCompletionSource _sooner = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Has the writer written from now on, until it is let go of.</summary>
    public void Take(TurnWriter writer)
    {
        var pumped = new Pumped(writer);
        _turns[writer] = pumped;
        writer.Added = () => Schedule(pumped);
        if (writer.HasNews) Schedule(pumped);
    }

    /// <summary>Leaves the writer alone; what it has not written yet is its own to write.</summary>
    public void LetGo(TurnWriter writer)
    {
        writer.Added = null;
        if (_turns.TryRemove(writer, out var pumped)) pumped.IsGone = true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var writing = new ConcurrentDictionary<Pumped, Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            Task sooner;
            TimeSpan? wait = null;
            lock (_lock)
            {
                var now = time.GetTimestamp();
                while (_due.TryPeek(out var next, out var at))
                {
                    if (at > now)
                    {
                        wait = time.GetElapsedTime(now, at);
                        break;
                    }

                    _due.Dequeue();
                    var task = WriteAsync(next, stoppingToken);
                    if (task.IsCompleted) continue;
                    writing[next] = task;
                    _ = task.ContinueWith(_ => writing.TryRemove(new(next, task)), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                }

                sooner = _sooner.Task;
            }

            await WaitAsync(sooner, wait, stoppingToken);
        }

        await Task.WhenAll(writing.Values);
    }

    private async Task WaitAsync(Task sooner, TimeSpan? wait, CancellationToken stoppingToken)
    {
        try
        {
            if (wait is { } limit) await sooner.WaitAsync(limit, time, stoppingToken);
            else await sooner.WaitAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // Something is due, or the node stops.
        }
    }

    private void Schedule(Pumped pumped)
    {
        lock (_lock)
        {
            if (pumped.IsScheduled || pumped.IsGone) return;
            pumped.IsScheduled = true;
            var now = time.GetTimestamp();
            _due.Enqueue(pumped, Math.Max(now, pumped.NotBefore));
            var woken = _sooner;
            _sooner = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            woken.TrySetResult();
        }
    }

    private async Task WriteAsync(Pumped pumped, CancellationToken stoppingToken)
    {
        await Task.Yield();
        var begun = time.GetTimestamp();
        var pause = _gather;
        try
        {
            if (!pumped.IsGone) await pumped.Writer.FlushAsync(stoppingToken);
            if (pumped.Writer.IsBehind) pause = AfterTrouble;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
        catch (ObjectDisposedException)
        {
            return; // The turn ended while this was waiting for it.
        }
        catch (Exception exception)
        {
            Log.WriteFailed(logger, exception);
            pause = AfterTrouble;
        }

        lock (_lock)
        {
            pumped.IsScheduled = false;
            pumped.NotBefore = begun + (long)(pause.TotalSeconds * time.TimestampFrequency);
        }

        if (!pumped.IsGone && pumped.Writer.HasNews) Schedule(pumped);
    }

    private sealed class Pumped(TurnWriter writer)
    {
        public TurnWriter Writer => writer;

        public bool IsScheduled { get; set; }

        public volatile bool IsGone;

        public long NotBefore { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A turn's events could not be written; they are tried again")]
        internal static partial void WriteFailed(ILogger logger, Exception exception);
    }
}
