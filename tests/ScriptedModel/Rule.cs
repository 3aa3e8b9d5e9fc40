namespace Constellation.Realtime.ScriptedModel;

/// <summary>What is said to the requests that match, script after script, and the last one for ever, however many ask at once.</summary>
internal sealed class Rule(Func<ReceivedRequest, bool> matches) : ScriptSource
{
    private readonly Lock _lock = new();
    private readonly Queue<Script> _scripts = new();
    private Script? _last;

    internal Func<ReceivedRequest, bool> Matches => matches;

    /// <summary>Null where it has none.</summary>
    internal Script? Next()
    {
        lock (_lock) return _scripts.TryDequeue(out var script) ? _last = script : _last;
    }

    private protected override void Add(Script script)
    {
        lock (_lock) _scripts.Enqueue(script);
    }
}
