using System.Reflection;
using System.Runtime.ExceptionServices;
using StackExchange.Redis;

namespace Constellation.Realtime.Hub;

/// <summary>
/// A connection to Redis on whose channels nobody waits for an answer. SignalR subscribes to a user's channel before it lets a connection in, one after the
/// other, and while Redis is away it would let nobody in. The client subscribes by itself once Redis is there.
/// </summary>
internal class Unhurried : DispatchProxy
{
    private object _inner = null!;

    public static IConnectionMultiplexer Wrap(IConnectionMultiplexer connection) => Wrap<IConnectionMultiplexer>(connection);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        try
        {
            if (_inner is ISubscriber && args is [.., CommandFlags flags]) args[^1] = flags | CommandFlags.FireAndForget;
            var result = targetMethod!.Invoke(_inner, args);
            return result is ISubscriber subscriber ? Wrap(subscriber) : result;
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }

    private static T Wrap<T>(T inner)
        where T : class
    {
        var proxy = Create<T, Unhurried>();
        ((Unhurried)(object)proxy)._inner = inner;
        return proxy;
    }
}
