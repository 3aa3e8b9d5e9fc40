using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Providers;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>One turn, from its acceptance or takeover to its terminal event.</summary>
internal sealed partial class TurnRunner(
    IEventLog log,
    ITurnStore turns,
    Pump pump,
    Answering answering,
    IAnnouncer announcer,
    Sessions.Titling titling,
    Telemetry telemetry,
    TimeProvider time,
    ILogger<TurnRunner> logger)
{
    private const int MostFruitlessClaims = 3;
    private static readonly TimeSpan HandOverPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="job">The turn.</param>
    /// <param name="cancelled">The user wants it stopped: it ends, with what was said so far.</param>
    /// <param name="stopping">The node stops: the turn is left to its next owner, with all text that there is.</param>
    public async Task RunAsync(TurnJob job, CancellationToken cancelled, CancellationToken stopping)
    {
        var turn = job.Turn;
        var begun = time.GetTimestamp();
        using var writer = new TurnWriter(turn, log, turns, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancelled, writer.Stopped, stopping);
        if (turn.CancelRequested) writer.RequestStop();

        Outcome outcome;
        try
        {
            var mayAnswer = await OpenAsync(job, writer);
            pump.Take(writer);
            outcome = mayAnswer
                ? await AnswerAsync(turn, writer, stop.Token)
                : Outcome.Failed(ErrorCodes.LlmUnavailable, "The reply broke off several times. Please send the message again.", retryable: true);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            outcome = Outcome.Cancelled;
        }
        catch (ProviderException exception)
        {
            Log.ProviderFailed(logger, exception, turn.TurnId, turn.SessionId, exception.Fault);
            outcome = Outcome.Of(exception.Fault);
        }
        catch (Exception exception)
        {
            Log.TurnFailed(logger, exception, turn.TurnId, turn.SessionId);
            outcome = Outcome.Failed(ErrorCodes.Unavailable, "Something went wrong here. Please send the message again.", retryable: true);
        }

        pump.LetGo(writer);
        if (writer.IsLost) return;
        if (outcome.Status == TurnStatus.Cancelled && stopping.IsCancellationRequested && !cancelled.IsCancellationRequested)
        {
            await HandOverAsync(turn, writer);
            return;
        }

        await EndAsync(job, writer, outcome, begun, stopping);
    }

    /// <summary>Says what comes first. False where the turn was taken over too often in vain: it ends with the text that there is.</summary>
    private async Task<bool> OpenAsync(TurnJob job, TurnWriter writer)
    {
        if (!job.IsTakeover)
        {
            await writer.StartAsync(job.Titled, CancellationToken.None);
            return true;
        }

        var said = await writer.TakeOverAsync(CancellationToken.None);
        var isLast = job.Turn.FruitlessClaims >= MostFruitlessClaims;
        writer.Inherit(said, goesOn: isLast || answering.ContinuesText);
        return !isLast;
    }

    /// <summary>Where the database was away before the provider was asked, it is waited for: what was accepted is answered.</summary>
    private async Task<Outcome> AnswerAsync(Turn turn, TurnWriter writer, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await answering.AnswerAsync(turn, writer, cancellationToken);
            }
            catch (Sessions.StoreUnavailableException)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private async Task EndAsync(TurnJob job, TurnWriter writer, Outcome outcome, long begun, CancellationToken stopping)
    {
        var turn = job.Turn;
        try
        {
            if (await writer.EndAsync(outcome.Status, outcome.Usage, outcome.Error, stopping) is not { } ended) return;
            Log.TurnEnded(logger, turn.TurnId, turn.SessionId, outcome.Status, time.GetElapsedTime(begun));
            telemetry.TurnEnded(outcome.Status, time.GetUtcNow() - turn.StartedAt);
            if (writer.FirstTextAt is { } first) telemetry.FirstText(first - turn.StartedAt);
            await announcer.ToUser(turn.UserId).SessionChanged(ended.Session);
            if (job.Titled is { } titled && outcome.Status == TurnStatus.Completed)
                titling.Offer(titled, turn.TurnId, turn.UserMessage.Content, ended.Terminal.Message!.Content);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The database was away: the turn's next owner ends it.
        }
    }

    private async Task HandOverAsync(Turn turn, TurnWriter writer)
    {
        try
        {
            using var patience = new CancellationTokenSource(HandOverPatience, time);
            await writer.HandOverAsync(patience.Token);
            Log.HandedOver(logger, turn.TurnId, turn.SessionId);
            telemetry.TurnHandedOver();
        }
        catch (Exception exception) when (exception is OperationCanceledException or Sessions.StoreUnavailableException)
        {
            Log.NotHandedOver(logger, exception, turn.TurnId, turn.SessionId);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Turn {TurnId} of session {SessionId} ended as {Ending} after {Duration}")]
        internal static partial void TurnEnded(ILogger logger, Guid turnId, Guid sessionId, TurnStatus ending, TimeSpan duration);

        [LoggerMessage(LogLevel.Warning, "Turn {TurnId} of session {SessionId}: the provider failed with {Fault}")]
        internal static partial void ProviderFailed(ILogger logger, Exception exception, Guid turnId, Guid sessionId, ProviderFault fault);

        [LoggerMessage(LogLevel.Error, "Turn {TurnId} of session {SessionId} failed")]
        internal static partial void TurnFailed(ILogger logger, Exception exception, Guid turnId, Guid sessionId);

        [LoggerMessage(LogLevel.Information, "Turn {TurnId} of session {SessionId} is left to its next owner")]
        internal static partial void HandedOver(ILogger logger, Guid turnId, Guid sessionId);

        [LoggerMessage(LogLevel.Warning, "Turn {TurnId} of session {SessionId} is left to its next owner as of its last checkpoint")]
        internal static partial void NotHandedOver(ILogger logger, Exception exception, Guid turnId, Guid sessionId);
    }
}
