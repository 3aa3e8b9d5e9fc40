using System.Runtime.CompilerServices;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;
using Microsoft.AspNetCore.SignalR;

namespace Constellation.Realtime.Hub.Wire;

/// <summary>Gives whatever a hub method or its stream throws the form that clients read; what nobody foresaw is logged here, once.</summary>
internal sealed partial class RefusalFilter(Telemetry telemetry, ILogger<RefusalFilter> logger) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            var result = await next(invocationContext);
            return result is IAsyncEnumerable<SessionEvent> events ? Guard(events, invocationContext.HubMethodName) : result;
        }
        catch (Exception exception) when (!HasLeft(exception, invocationContext))
        {
            throw Told(exception, invocationContext.HubMethodName);
        }
    }

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (!HasLeft(exception, context.Context.ConnectionAborted))
        {
            throw Told(exception, nameof(OnConnectedAsync));
        }
    }

    /// <summary>Whether nobody is there any more to be told: the connection is gone, or its client gave the stream up.</summary>
    private static bool HasLeft(Exception exception, HubInvocationContext call) =>
        HasLeft(exception, call.Context.ConnectionAborted) || call.HubMethodArguments.OfType<CancellationToken>().Any(givenUp => HasLeft(exception, givenUp));

    private static bool HasLeft(Exception exception, CancellationToken left) =>
        exception is OperationCanceledException && left.IsCancellationRequested;

    // A stream runs after the method has returned, where no filter sees its exceptions.
    private async IAsyncEnumerable<SessionEvent> Guard(
        IAsyncEnumerable<SessionEvent> events, string method, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var enumerator = events.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await enumerator.MoveNextAsync()) yield break;
            }
            catch (Exception exception) when (!HasLeft(exception, cancellationToken))
            {
                throw Told(exception, method);
            }

            yield return enumerator.Current;
        }
    }

    private Exception Told(Exception exception, string method)
    {
        if (exception is HubException) return exception;
        if (exception is not RefusedException refused)
        {
            Log.CallFailed(logger, exception, method);
            refused = Refusals.Unforeseen();
        }

        telemetry.Refused("hub", refused.Code);
        return Refusals.ToHubException(refused);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The hub's {Method} failed unforeseen")]
        internal static partial void CallFailed(ILogger logger, Exception exception, string method);
    }
}
