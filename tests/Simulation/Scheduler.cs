namespace Constellation.Realtime.Simulation;

/// <summary>
/// One thread for everything that is simulated. What becomes ready runs at once, in order, until nothing is; then chance picks the next call to a store that is
/// carried out, answered or lost. So one seed is one course of events.
/// </summary>
internal sealed class Scheduler(Random random, Action<string> trace) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = new();
    private readonly List<Call> _calls = [];

    /// <summary>Whether calls may go wrong from now on.</summary>
    public bool HasFaults { get; set; } = true;

    /// <summary>Whether a call can be picked.</summary>
    public bool HasCalls => _calls.Exists(call => call.CanGoOn);

    public override void Post(SendOrPostCallback d, object? state) => _ready.Enqueue((d, state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs what is ready, and what that makes ready.</summary>
    public void RunReady()
    {
        while (_ready.TryDequeue(out var next)) next.Callback(next.State);
    }

    /// <summary>A call of a node to a store: carried out, and answered, when chance says so.</summary>
    public Task<T> CallAsync<T>(SimulatedNode node, string name, Func<T> carryOut, Func<Exception>? unavailable)
    {
        var call = new Call<T>(node, name, carryOut, unavailable);
        if (node.IsAlive) _calls.Add(call);
        return call.Answer;
    }

    /// <summary>Nobody waits for a dead node's calls any more; what was on its way may still arrive.</summary>
    public void Drop(SimulatedNode node)
    {
        foreach (var call in _calls.Where(call => call.Node == node).ToList())
        {
            call.GiveUp(silently: true);
            if (call.IsCarriedOut || random.Next(2) == 0) _calls.Remove(call);
        }
    }

    /// <summary>Goes on with one call.</summary>
    public void Step()
    {
        var open = _calls.Where(call => call.CanGoOn).ToList();
        var call = open[random.Next(open.Count)];
        if (call.Node.IsPaused && !call.IsAnswered)
        {
            trace($"{call.Node.Name} {call.Name} (arrives while it is paused)");
            call.CarryOut();
            return;
        }

        var how = HasFaults && call.MayFail ? random.Next(100) : 0;
        var fate = call.IsAnswered || call.IsCarriedOut || how < 84 ? "" : how switch
        {
            < 89 => " refused",
            < 94 => " done, answer lost",
            < 97 => " given up, done later",
            _ => " done, answered later",
        };
        trace($"{call.Node.Name} {call.Name}{(call.IsAnswered ? " (late)" : "")}{fate}");
        switch (fate)
        {
            case " refused":
                call.GiveUp();
                _calls.Remove(call);
                break;
            case " given up, done later":
                call.GiveUp();
                break;
            case " done, answered later":
                call.CarryOut();
                break;
            case " done, answer lost":
                call.CarryOut();
                call.GiveUp();
                _calls.Remove(call);
                break;
            default:
                call.CarryOut();
                call.Deliver();
                _calls.Remove(call);
                break;
        }
    }

    private abstract class Call(SimulatedNode node, string name, bool mayFail)
    {
        public SimulatedNode Node => node;

        public string Name => name;

        public bool MayFail => mayFail;

        /// <summary>A paused node sends and hears nothing, but what it has sent to a store arrives.</summary>
        public bool CanGoOn => !node.IsPaused || IsAnswered || (mayFail && !IsCarriedOut);

        public bool IsCarriedOut { get; protected set; }

        public bool IsAnswered { get; protected set; }

        public abstract void CarryOut();

        public abstract void Deliver();

        public abstract void GiveUp(bool silently = false);
    }

    private sealed class Call<T>(SimulatedNode node, string name, Func<T> carryOut, Func<Exception>? unavailable) : Call(node, name, unavailable is not null)
    {
        private readonly TaskCompletionSource<T> _answer = new();
        private T _result = default!;
        private Exception? _refusal;

        public Task<T> Answer => _answer.Task;

        public override void CarryOut()
        {
            if (IsCarriedOut) return;
            IsCarriedOut = true;
            try
            {
                _result = carryOut();
            }
            catch (Exception exception)
            {
                _refusal = exception;
            }
        }

        public override void Deliver()
        {
            if (IsAnswered) return;
            IsAnswered = true;
            if (_refusal is null) _answer.SetResult(_result);
            else _answer.SetException(_refusal);
        }

        public override void GiveUp(bool silently = false)
        {
            if (IsAnswered) return;
            IsAnswered = true;
            if (!silently) _answer.SetException(unavailable!());
        }
    }
}
