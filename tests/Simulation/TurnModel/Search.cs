using System.Numerics;

namespace Constellation.Realtime.Simulation.TurnModel;

/// <summary>Breadth-first search. A state is kept as 128 bits of hash; the way to it as its parent and the number of the step.</summary>
internal sealed class Search(Protocol protocol)
{
    public readonly record struct Found(int States, string? Violation, List<string> Trace);

    private readonly HashSet<UInt128> _seen = [];
    private readonly List<(int Parent, byte Step)> _way = [];
    private readonly byte[] _bytes = new byte[4096];

    public Found Run()
    {
        var queue = new Queue<(State State, int Id)>();
        var start = new State();
        _seen.Add(Hash(start)); _way.Add((-1, 0)); queue.Enqueue((start, 0));
        while (queue.TryDequeue(out var at))
        {
            var steps = protocol.Next(at.State);
            var moved = false;
            var here = Hash(at.State);
            for (var k = 0; k < steps.Count; k++)
            {
                var step = steps[k];
                var hash = Hash(step.To);
                if (hash == here) continue;
                moved |= step.Progress;
                if (!_seen.Add(hash)) continue;
                _way.Add((at.Id, (byte)k));
                if (protocol.Broken(step.To) is { } wrong) return new Found(_seen.Count, wrong, Trace(_way.Count - 1));
                queue.Enqueue((step.To, _way.Count - 1));
            }
            if (!moved && protocol.Stuck(at.State) is { } stuck) return new Found(_seen.Count, stuck, Trace(at.Id));
        }
        return new Found(_seen.Count, null, []);
    }

    private List<string> Trace(int id)
    {
        var choices = new Stack<byte>();
        for (; _way[id].Parent >= 0; id = _way[id].Parent) choices.Push(_way[id].Step);
        var names = new List<string>();
        var state = new State();
        foreach (var k in choices) { var step = protocol.Next(state)[k]; names.Add(step.Name); state = step.To; }
        return names;
    }

    private UInt128 Hash(State s)
    {
        var n = 0;
        void B(int b) => _bytes[n++] = (byte)b;
        void T(string t) { B(t.Length); foreach (var c in t) B(c); }
        void Ops(Op[] ops) { B(ops.Length); foreach (var o in ops) { B(o.Term * 16 + o.Index); B((int)o.Kind * 16 + o.At); T(o.Text); } }
        B(s.SessionTerm); B(s.TurnTerm); B(s.Owner); B(s.Claims); B(s.EndTerm); B(s.DeleteTerm); B((int)s.Status); T(s.Final); T(s.Checkpoint);
        B((s.CancelAsked ? 1 : 0) + (s.Deleted ? 2 : 0)); Ops(s.Log); Ops(s.Used); T(s.Fault);
        for (var i = 0; i < 2; i++)
        {
            var d = s[i];
            B((int)d.Phase); if (d.Phase == Phase.Idle) continue;
            B(d.Term); B(d.Letter); B((d.Fresh ? 1 : 0) + (d.Ended ? 2 : 0)); T(d.Buffer); B(d.Logged); B(d.Counter); Ops(d.Pending); T(d.Held);
        }
        B(s.Guest); B(s.GuestTerm); B(s.Deleting); B(s.Crashes); B(s.Losses); B(s.Takeovers); B(s.Breaks);
        for (var r = 0; r < 2; r++) { var d = s.Read(r); B(d.Cursor); T(d.Text); B((d.SawEnd ? 1 : 0) + (d.Stopped ? 2 : 0) + (d.SawGuest ? 4 : 0)); T(d.Wrong); }
        ulong a = 0x9E3779B97F4A7C15, b = 0xC2B2AE3D27D4EB4F;
        for (var k = 0; k < n; k++)
        {
            a = (a ^ _bytes[k]) * 0x100000001B3; a ^= a >> 29;
            b = BitOperations.RotateLeft(b + _bytes[k], 13) * 0x9FB21C651E98DF25;
        }
        return new UInt128(a ^ (b >> 31), b ^ (a << 17));
    }
}
