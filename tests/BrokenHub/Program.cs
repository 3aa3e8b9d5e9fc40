using System.Diagnostics;
using System.Reflection;
using Constellation.Realtime.BrokenHub;

// Every host tells who listens that it is about to be built, and of what: the hub itself knows nothing of this.
var rule = Environment.GetEnvironmentVariable("BROKEN_RULE");
using var listening = DiagnosticListener.AllListeners.Subscribe(new HostListener(services => Rules.TakeOut(rule, services)));
return (int)Assembly.Load("Constellation.Realtime.Hub").EntryPoint!.Invoke(null, [args])!;
