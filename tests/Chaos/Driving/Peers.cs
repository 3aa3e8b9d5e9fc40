namespace Constellation.Realtime.Chaos.Driving;

/// <summary>The services that can be put to the test, by name.</summary>
internal static class Peers
{
    public static readonly IReadOnlyDictionary<string, Func<Uri, Task<IPeer>>> All = new Dictionary<string, Func<Uri, Task<IPeer>>>
    {
        ["constellation"] = RealtimePeer.StartAsync,
        ["constellation-planner"] = _ => RealtimePeer.StartWithPlannerAsync(),
        ["without-nothing"] = model => RealtimePeer.StartBrokenAsync("nothing", model),
        ["without-nothing-planner"] = _ => RealtimePeer.StartBrokenAsync("nothing"),
        ["without-order"] = _ => RealtimePeer.StartBrokenAsync("order"),
        ["without-fence"] = model => RealtimePeer.StartBrokenAsync("fence", model),
        ["without-seal"] = _ => RealtimePeer.StartBrokenAsync("seal"),
    };
}
