using System.Diagnostics;
using System.Reflection;
using Constellation.Realtime.BrokenHub;
using Constellation.Realtime.BrokenHub.Crashing;

// Every host tells who listens that it is about to be built, and of what: the hub itself knows nothing of this.
var rule = Environment.GetEnvironmentVariable("BROKEN_RULE");
var crashes = Environment.GetEnvironmentVariable("CRASH_POINTS");
using var listening = DiagnosticListener.AllListeners.Subscribe(new HostListener(services =>
{
    if (crashes is not null) CrashPlan.Add(crashes, services);
    else Rules.TakeOut(rule, services);
}));
using var asking = crashes is null ? null : DiagnosticListener.AllListeners.Subscribe(new ApiListener(new Crash(crashes)));
return (int)Assembly.Load("Constellation.Realtime.Hub").EntryPoint!.Invoke(null, [args])!;
