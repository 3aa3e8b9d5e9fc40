using System.Diagnostics;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.BrokenHub.Crashing;

/// <summary>Puts the crash points around the stores of a hub.</summary>
internal static class CrashPlan
{
    /// <param name="folder">Where the armed points are.</param>
    /// <param name="services">The hub's services, as it is about to be built.</param>
    public static void Add(string folder, IServiceCollection services)
    {
        var (crash, claims) = (new Crash(folder), new Claims());
        DiagnosticListener.AllListeners.Subscribe(new Commits(crash));
        Wrap<IEventLog>(services, (log, _) => new CrashingLog(log, claims, crash));
        Wrap<ITurnStore>(services, (turns, _) => new CrashingTurnStore(turns, claims, crash));
        Wrap<INodes>(services, (nodes, provider) => new CrashingNodes(nodes, provider.GetRequiredService<Node>(), crash));
        Wrap<IHistory>(services, (history, _) => CrashingHistory.Of(history, crash));
    }

    private static void Wrap<T>(IServiceCollection services, Func<T, IServiceProvider, T> wrap)
        where T : class
    {
        var inner = services.Last(service => service.ServiceType == typeof(T));
        services.Remove(inner);
        services.AddSingleton(provider => wrap(
            (T)(inner.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)), provider));
    }
}
