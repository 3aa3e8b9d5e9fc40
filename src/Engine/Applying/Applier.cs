using System.Collections.Concurrent;
using System.Threading.Channels;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Applying;

/// <summary>
/// Applies what users accepted: takes what is due from the database, this node's and that of nodes that are gone, hands it to its API, and stores what came of
/// it before it is shown. A few at a time, so that an API that is slow holds up nothing but itself.
/// </summary>
internal sealed partial class Applier(
    TargetApis apis, Applications applications, IHistory history, OutsideEvents outside, INodes nodes, Node node, DatabaseStart start,
    IOptions<ApplyOptions> options, Telemetry telemetry, TimeProvider time, ILogger<Applier> logger) : BackgroundService
{
    private const int SideBySide = 16;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<Guid, Task> _running = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>There may be something to apply now.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (apis.AreNone) return;
        await start.Migrated.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!node.IsDraining) await ClaimAsync(stoppingToken);
            }
            catch (StoreUnavailableException exception)
            {
                Log.StoreUnavailable(logger, exception.Message);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, exception);
            }

            await WaitAsync(stoppingToken);
        }

        // What was sent is waited for: each call has a limit of its own.
        await Task.WhenAll(_running.Values);
    }

    private async Task ClaimAsync(CancellationToken stoppingToken)
    {
        var room = SideBySide - _running.Count;
        if (room <= 0) return;
        foreach (var application in await applications.ClaimAsync(node.Id, [.. _running.Keys], nodes.MayJudge, time.GetUtcNow(), room, CancellationToken.None))
        {
            var id = application.Suggestion.SuggestionId;
            var begin = new TaskCompletionSource();
            _running[id] = RunAsync(id, new ClaimedApplication(applications, application), begin.Task, stoppingToken);
            begin.SetResult();
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

    private async Task RunAsync(Guid id, ClaimedApplication application, Task begin, CancellationToken stoppingToken)
    {
        await begin.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var api = await apis.FindAsync(application.Now.Suggestion, CancellationToken.None);
            await FinishAsync(application, api?.Name ?? "The API", await AttemptAsync(application, api), stoppingToken);
        }
        catch (ApplicationLostException)
        {
            Log.Lost(logger, id);
        }
        catch (StoreUnavailableException exception)
        {
            // It is still this node's, and is taken up again once the database is back.
            Log.StoreUnavailable(logger, exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.Broke(logger, exception, id);
        }
        finally
        {
            _running.TryRemove(id, out _);
            Wake();
        }
    }

    private async Task<Attempted> AttemptAsync(ClaimedApplication application, ITargetApi? api)
    {
        if (api is null) return new Attempted.Later("no API is configured for it any more");
        try
        {
            return await api.ApplyAsync(application, CancellationToken.None);
        }
        catch (Exception exception) when (exception is not (ApplicationLostException or StoreUnavailableException))
        {
            Log.Broke(logger, exception, application.Now.Suggestion.SuggestionId);
            return new Attempted.Later("something went wrong here");
        }
    }

    private async Task FinishAsync(ClaimedApplication application, string name, Attempted attempted, CancellationToken stoppingToken)
    {
        if (attempted is Attempted.Later later)
        {
            var now = time.GetUtcNow();
            if (now - application.Now.StartedAt < options.Value.GiveUpAfter)
            {
                Log.PutOff(logger, application.Now.Suggestion.SuggestionId, application.Now.Suggestion.Target, later.Reason);
                await application.PutOffAsync(now + DelayAfter(application.Now.Delays));
                return;
            }

            attempted = GivenUp.Of(application.Now, name, later.Reason);
        }

        await SettleAsync(
            attempted switch
            {
                Attempted.Applied applied => new Settlement(application.Now, null, applied.Result),
                Attempted.Failed failed => new Settlement(
                    application.Now, new TurnError { Code = failed.Code, Message = failed.Message, Retryable = failed.Retryable }, null),
                _ => throw new InvalidOperationException("An attempt ends in one of three ways."),
            },
            stoppingToken);
    }

    /// <summary>What an API said is kept, however long the database is away: only this node knows it.</summary>
    private async Task SettleAsync(Settlement settlement, CancellationToken stoppingToken)
    {
        var suggestion = settlement.Application.Suggestion;
        while (true)
        {
            try
            {
                var settled = await history.SettleAsync(settlement, time.GetUtcNow(), CancellationToken.None);
                if (!settled.IsOurs) throw new ApplicationLostException();
                if (settled.Changed is not null) telemetry.SuggestionSettled(suggestion.Target, settlement.Error is null);
                Log.Settled(logger, suggestion.SuggestionId, suggestion.SessionId, suggestion.Target, settlement.Error?.Code ?? "applied");
                if (settled.Changed is { } changed) await outside.AppendAsync(changed, CancellationToken.None);
                return;
            }
            catch (StoreUnavailableException exception)
            {
                Log.StoreUnavailable(logger, exception.Message);
            }

            await Task.Delay(Every, time, stoppingToken);
        }
    }

    /// <summary>Half a second, twice as long each time, some more or less, so that not all come back at once.</summary>
    private static TimeSpan DelayAfter(int delays)
    {
        var delay = FirstDelay * Math.Pow(2, Math.Min(delays, 10));
#pragma warning disable CA5394 // Nothing secret hangs on it.
        return (delay < LongestDelay ? delay : LongestDelay) * (0.8 + 0.4 * Random.Shared.NextDouble());
#pragma warning restore CA5394
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Suggestion {SuggestionId} of session {SessionId} for {Target} ended as {Outcome}")]
        internal static partial void Settled(ILogger logger, Guid suggestionId, Guid? sessionId, string target, string outcome);

        [LoggerMessage(LogLevel.Warning, "Suggestion {SuggestionId} for {Target} is applied later: {Reason}")]
        internal static partial void PutOff(ILogger logger, Guid suggestionId, string target, string reason);

        [LoggerMessage(LogLevel.Warning, "Another node goes on with the application of suggestion {SuggestionId}")]
        internal static partial void Lost(ILogger logger, Guid suggestionId);

        [LoggerMessage(LogLevel.Error, "Applying suggestion {SuggestionId} broke; it is taken up again")]
        internal static partial void Broke(ILogger logger, Exception exception, Guid suggestionId);

        [LoggerMessage(LogLevel.Error, "Applications could not be claimed; they are looked for again")]
        internal static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "The database does not answer; applications wait for it: {Reason}")]
        internal static partial void StoreUnavailable(ILogger logger, string reason);
    }
}
