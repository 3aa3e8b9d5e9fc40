using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.BrokenHub.Crashing;

/// <summary>What else is durable, with a crash point before and after what a log event follows from. A proxy: most of history has none.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "The proxy is a class derived from it at run time.")]
internal class CrashingHistory : DispatchProxy
{
    // Of whoever looks for ends that were begun, and of what it calls: FindEndingAsync is called there only.
    private static readonly AsyncLocal<bool> GoesOn = new();

    private IHistory _history = null!;
    private Crash _crash = null!;

    public static IHistory Of(IHistory history, Crash crash)
    {
        var proxy = Create<IHistory, CrashingHistory>();
        ((CrashingHistory)(object)proxy)._history = history;
        ((CrashingHistory)(object)proxy)._crash = crash;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IHistory.StoreSuggestionAsync)) _crash.At(CrashPoints.SuggestionDue);
        if (targetMethod.Name == nameof(IHistory.SettleAsync)) _crash.At(CrashPoints.OutcomeDue);
        if (targetMethod.Name == nameof(IHistory.EndSessionAsync)) _crash.At(CrashPoints.SessionEndDue);
        if (targetMethod.Name == nameof(IHistory.FindEndingAsync)) GoesOn.Value = true;
        using var under = Commits.Under(Committed(targetMethod.Name));
        var result = targetMethod.Invoke(_history, BindingFlags.DoNotWrapExceptions, null, args, null);
        return targetMethod.Name switch
        {
            nameof(IHistory.StartSessionAsync) => ThenAsync((Task<Session>)result!, _ => true, CrashPoints.SessionStored),
            nameof(IHistory.StoreSuggestionAsync) => ThenAsync((Task<bool>)result!, isStored => isStored, CrashPoints.SuggestionStored),
            nameof(IHistory.DecideAsync) => ThenAsync((Task<DecisionResult>)result!, decision => decision is DecisionResult.Decided, CrashPoints.DecisionStored),
            nameof(IHistory.SettleAsync) => ThenAsync((Task<SettleResult>)result!, settled => settled.IsOurs, CrashPoints.OutcomeStored),
            nameof(IHistory.RenameAsync) => ThenAsync((Task<RenameResult>)result!, renamed => renamed is RenameResult.Renamed, CrashPoints.TitleStored),
            nameof(IHistory.BeginEndingAsync) => ThenAsync((Task<Session?>)result!, session => session is not null, CrashPoints.EndingBegun),
            nameof(IHistory.FindEndingAsync) => ThenAsync((Task<IReadOnlyList<Session>>)result!, begun => begun.Count > 0, CrashPoints.EndingFound),
            nameof(IHistory.EndSessionAsync) => ThenAsync(
                (Task<SessionEvent?>)result!, ended => ended is not null, GoesOn.Value ? CrashPoints.FoundEndStored : CrashPoints.SessionEndStored),
            _ => result,
        };
    }

    private static string? Committed(string method) => method switch
    {
        nameof(IHistory.DecideAsync) => CrashPoints.DecisionCommitted,
        nameof(IHistory.SettleAsync) => CrashPoints.OutcomeCommitted,
        nameof(IHistory.RenameAsync) => CrashPoints.TitleCommitted,
        nameof(IHistory.EndSessionAsync) => CrashPoints.SessionEndCommitted,
        _ => null,
    };

    private async Task<T> ThenAsync<T>(Task<T> call, Func<T, bool> isDone, string point)
    {
        var result = await call;
        if (isDone(result)) _crash.At(point);
        return result;
    }
}
