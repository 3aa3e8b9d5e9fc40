using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>
/// Keeps this node alive in the eyes of the others, and its own open for them. Where the database does not answer the node goes on with its turns: nobody
/// can take one without sealing the log under it.
/// </summary>
internal sealed partial class NodeLife(
    INodes nodes, DatabaseStart start, TurnQueue queue, Takeover takeover, IOptions<NodeOptions> options, TimeProvider time, ILogger<NodeLife> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(1);

    private bool _judges;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            // Also where the host has no patience left: nobody should have to wait to find out.
            await nodes.LeaveAsync(CancellationToken.None).WaitAsync(LeavePatience, time, CancellationToken.None);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or TimeoutException)
        {
            Log.NotLeft(logger, exception.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await start.Migrated.WaitAsync(stoppingToken);
        await Task.WhenAll(
            RepeatAsync(options.Value.BeatEvery, nodes.BeatAsync, stoppingToken),
            RepeatAsync(LookEvery, LookAsync, stoppingToken));
    }

    private async Task RepeatAsync(TimeSpan every, Func<CancellationToken, Task> act, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, time);
        var isAway = false;
        do
        {
            try
            {
                await act(stoppingToken);
                if (isAway) Log.Back(logger);
                isAway = false;
            }
            catch (StoreUnavailableException exception)
            {
                if (!isAway) Log.Away(logger, exception.Message);
                isAway = true;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (nodes.MayJudge != _judges)
        {
            _judges = !_judges;
            if (_judges) Log.Judges(logger);
            else Log.JudgesNot(logger);
        }

        var news = await nodes.LookAsync(cancellationToken);
        foreach (var turnId in news.Cancelled) queue.Stop(turnId);
        if (news.HasOrphans) takeover.Wake();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "This node can't say that it lives, and goes on with its turns: {Reason}")]
        internal static partial void Away(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Error, "This node could not say that it lives, or see what others did; it tries again")]
        internal static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Information, "This node can say again that it lives")]
        internal static partial void Back(ILogger logger);

        [LoggerMessage(LogLevel.Information, "This node can tell now which nodes are dead")]
        internal static partial void Judges(ILogger logger);

        [LoggerMessage(LogLevel.Information, "This node was cut off and takes nobody for dead for a while")]
        internal static partial void JudgesNot(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "This node leaves without saying so: {Reason}")]
        internal static partial void NotLeft(ILogger logger, string reason);
    }
}
