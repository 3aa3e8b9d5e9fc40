namespace Constellation.Realtime.Simulation.TurnModel;

/// <summary>
/// The protocol of one turn: which steps a state allows. Every interleaving of two nodes, the database, the log, an event from outside the turn, a cancel, the
/// session's end, its deletion, readers, and a bounded number of faults is searched, breadth first, so that a counter-example is a shortest one.
/// </summary>
/// <remarks>
/// Log       a list of operations (a seal, or an entry); the log's meta (stored term, writer's counter, next index) is computed from it. So
/// "Redis loses a suffix, or everything, or a stale replica takes over" is one thing: the list is cut to any prefix of it.
/// Node      a paused or cut-off owner is one whose next step comes late: all interleavings are tried, so there is no pause action.
/// A crash empties the node; it may be used again (a restart). An append whose reply is lost is retried as it was.
/// Reader    never changes anything that others see, so one reader stands for any number of them, on any node, at any distance behind,
/// and a shared tail is a reader that read early; `Used` remembers every number that was ever visible to anyone, and checks it.
/// A few variants run with two readers to confirm that.
/// Guest     whoever appends an event that belongs to no turn (a decision, a title), on any node.
/// Progress  every step that is neither a fault nor a choice of the user moves on (text, cursors and terms only grow), so "can't get stuck"
/// is: a state in which no such step is left has shown every reader the end.
/// What must hold: a reader's fold at the terminal event is the stored text; a delta's offset is always the length in hand; one terminal event, one
/// guest event for each reader; numbers grow, and none is ever two events; no text in the log after a delete was answered, while Redis keeps the
/// tombstone; what was shown is kept where nothing was lost; nothing gets stuck.
/// Left out: trimming, tools and suggestions of the turn itself, turn.started, session.snapshot, the merging of deltas (which is two steps in one).
/// </remarks>
internal sealed class Protocol(Rules rules, Faults faults)
{
    public readonly record struct Step(string Name, State To, bool Progress);
    private readonly List<Step> _steps = [];

    public List<Step> Next(State s)
    {
        _steps.Clear();
        for (var i = 0; i < 2; i++) NodeSteps(s, i);
        GuestSteps(s);
        UserSteps(s);
        LossSteps(s);
        for (var r = 0; r < faults.Readers; r++) ReaderSteps(s, r);
        return _steps;
    }

    private void Add(string name, State to, bool progress = true) => _steps.Add(new Step(name, to, progress));

    // ---- the log: the calls that are one script each -------------------------------------------------------------------------------------

    /// <summary>The text of the turn as the log has it.</summary>
    private static string Fold(Op[] log)
    {
        var text = "";
        foreach (var op in log)
        {
            if (op.Kind == Kind.Delta) text += op.Text;
            else if (op.Kind == Kind.Rewound) text = text[..Math.Min(text.Length, op.At)];
        }
        return text;
    }

    private Answer Append(State s, int term, int counter, Op[] entries)
    {
        if (s.Buried) return Answer.Lost;
        if (s.Log.Length == 0 && rules.GoneRefused) return Answer.Lost;
        var stored = s.StoredTerm;
        var end = entries[^1];
        if (rules.NumberedEnd && end.Kind == Kind.Terminal && stored == end.Term) return Answer.AlreadyThere;
        if (rules.Fence && term < stored) return Answer.Fenced;
        if (rules.ExactTerm && stored > 0 && term > stored) return Answer.Lost;
        int last = 0, index = 0;
        foreach (var op in s.Log)
            if (op.Term == stored && op.Visible) { index++; if (op.Kind != Kind.Guest) last++; }
        if (rules.Counter && counter + entries.Length <= last) return Answer.AlreadyThere;
        if (rules.Counter && rules.Contiguous && counter != last) return Answer.Lost;
        foreach (var entry in entries)
        {
            index++;
            var numbered = entry.Kind == Kind.Terminal && rules.NumberedEnd ? entry : entry with { Term = (byte)Math.Max(stored, term), Index = (byte)index };
            Push(s, numbered);
        }
        return Answer.Added;
    }

    private static void Push(State s, Op op)
    {
        s.Log = [.. s.Log, op];
        if (op.Visible) Use(s, op);
    }

    /// <summary>Remembers that this number was visible as this event.</summary>
    private static void Use(State s, Op op)
    {
        foreach (var used in s.Used)
        {
            if (used.Sequence != op.Sequence) continue;
            if (used != op) s.Fault = $"number {op.Term}-{op.Index} is '{used}' and '{op}'";
            return;
        }
        s.Used = [.. s.Used.Append(op).OrderBy(o => o.Sequence)];
    }

    // ---- a node ---------------------------------------------------------------------------------------------------------------------------

    private void NodeSteps(State s, int i)
    {
        var n = s[i];
        var name = i == 0 ? "A" : "B";
        switch (n.Phase)
        {
            case Phase.Idle: Claim(s, i, name); return;
            case Phase.Claimed: Seal(s, i, name); break;
            case Phase.Read: InstallLate(s, i, name); break;
            case Phase.Running: Run(s, i, name); break;
            case Phase.Ended: SayEnd(s, i, name); break;
            case Phase.Refused: ClaimAgain(s, i, name); break;
        }
        if (s.Crashes < faults.Crashes)
        {
            var t = s.Copy(); t.Crashes++; t[i] = Node.Empty;
            Add($"{name} crashes", t, false);
        }
    }

    /// <summary>Takes over. An owner that is gone is progress; one that only looks dead (paused, cut off) is trouble.</summary>
    private void Claim(State s, int i, string name)
    {
        if (!s.Live) return;
        var owner = s[s.Owner];
        var alive = owner.Phase != Phase.Idle && owner.Term == s.TurnTerm;
        if (alive && s.Takeovers >= faults.Takeovers) return;
        var t = s.Copy();
        if (alive) t.Takeovers++;
        t.Claims++; t.Owner = (byte)i;
        TakeTerm(t);
        t[i] = Node.Empty with { Phase = Phase.Claimed, Term = t.TurnTerm, Letter = (byte)(t.Claims * 2), Fresh = true };
        Add($"{name} claims {t.TurnTerm}{(alive ? " from a paused owner" : "")}", t, !alive);
    }

    private static bool Owns(State s, int i) => s.TurnTerm == s[i].Term && s.Owner == i && !s.Deleted && (s.Status == Status.Running || s[i].Ended);

    /// <summary>Refused: an owner claims anew in its next step; who isn't the owner any more, and can't become it again, is out.</summary>
    private static Node Refused(State s, int i) => Owns(s, i) ? s[i] with { Phase = Phase.Refused, Pending = [] } : Node.Empty;

    private void TakeTerm(State t)
    {
        t.SessionTerm = rules.TermInDatabase ? (byte)(t.SessionTerm + 1) : (byte)(t.StoredTerm + 1);
        t.TurnTerm = t.SessionTerm;
    }

    private void ClaimAgain(State s, int i, string name)
    {
        var t = s.Copy();
        var n = s[i];
        if (!Owns(s, i)) { t[i] = Node.Empty; Add($"{name} stops", t); return; }
        TakeTerm(t);
        t[i] = n with { Phase = Phase.Claimed, Term = t.TurnTerm, Pending = [], Counter = 0 };
        Add($"{name} claims {t.TurnTerm} anew", t);
    }

    private void Seal(State s, int i, string name)
    {
        var n = s[i];
        var t = s.Copy();
        if (!rules.AtomicSeal) { t[i] = n with { Phase = Phase.Read, Held = Fold(s.Log) }; Add($"{name} reads '{Fold(s.Log)}'", t); return; }
        if (s.StoredTerm >= n.Term && (rules.Fence || s.Buried)) { t[i] = Refused(s, i); Add($"{name}'s seal is refused", t); return; }
        var held = s.Log;
        t.Log = [.. s.Log, new Op(n.Term, 0, Kind.Seal, 0, "")];
        t[i] = Begin(s, n, Fold(held));
        Add($"{name} seals {n.Term}, log has '{Fold(held)}'", t);
    }

    private void InstallLate(State s, int i, string name)
    {
        var n = s[i];
        var t = s.Copy();
        if (s.StoredTerm >= n.Term) { t[i] = Refused(s, i); Add($"{name}'s seal is refused", t); return; }
        t.Log = [.. s.Log, new Op(n.Term, 0, Kind.Seal, 0, "")];
        t[i] = Begin(s, n, n.Held);
        Add($"{name} installs {n.Term} later", t);
    }

    /// <summary>After the seal: what the owner goes on with, and the entries that it says first.</summary>
    private Node Begin(State s, Node n, string held)
    {
        n = n with { Phase = n.Ended ? Phase.Ended : Phase.Running, Counter = 0, Held = "" };
        if (!n.Fresh)
        {
            // the turn's first claim has nothing to say anew; every other begins with a rewind, whatever the log holds: a reader may have seen what it lost
            var first = s.Claims == 1 && n.Term == 1;
            if (first) return n;
            if (!rules.SaysAnew && n.Buffer.StartsWith(held, StringComparison.Ordinal)) return n with { Logged = (byte)held.Length };
            return n with { Pending = Head(0, n.Buffer), Logged = (byte)n.Buffer.Length };
        }
        n = n with { Fresh = false };
        var text = !faults.Prefill && s.Claims <= 3 ? "" : held.Length >= s.Checkpoint.Length ? held : s.Checkpoint;
        var keep = 0;
        if (!rules.RewindToZero) while (keep < held.Length && keep < text.Length && held[keep] == text[keep]) keep++;
        return n with { Buffer = text, Pending = Head(keep, text), Logged = (byte)text.Length };
    }

    private static Op[] Head(int keep, string text) => text.Length > keep
        ? [new Op(0, 0, Kind.Rewound, (byte)keep, ""), new Op(0, 0, Kind.Delta, (byte)keep, text[keep..])]
        : [new Op(0, 0, Kind.Rewound, (byte)keep, "")];

    private void Run(State s, int i, string name)
    {
        var n = s[i];
        var tired = s.Claims > 3; // text kept, the turn fails
        if (n.Buffer.Length < faults.Length && !tired)
        {
            var t = s.Copy(); t[i] = n with { Buffer = n.Buffer + (char)('a' + n.Letter) };
            Add($"{name} gets '{(char)('a' + n.Letter)}'", t);
        }
        if (n.Buffer.Length > 0 && n.Pending.Length == 0 && s.Breaks < faults.Breaks)
        {
            var t = s.Copy(); t.Breaks++;
            t[i] = n with { Buffer = "", Logged = 0, Letter = (byte)(n.Letter + 1), Pending = [new Op(0, 0, Kind.Rewound, 0, "")] };
            Add($"{name}'s provider breaks", t, false);
        }
        if (n.Pending.Length > 0 || n.Logged < n.Buffer.Length)
        {
            var call = n.Pending.Length > 0 ? n.Pending : [new Op(0, 0, Kind.Delta, n.Logged, n.Buffer[n.Logged..])];
            var logged = n.Pending.Length > 0 ? n.Logged : (byte)n.Buffer.Length;
            var t = s.Copy();
            var answer = Append(t, n.Term, n.Counter, call);
            t[i] = answer is Answer.Added or Answer.AlreadyThere
                ? n with { Pending = [], Logged = logged, Counter = (byte)(n.Counter + call.Length) }
                : Refused(s, i);
            Add($"{name} appends {Say(call)}: {answer}", t);
            if (answer == Answer.Added && faults.LostReplies)
            {
                var u = t.Copy(); u[i] = n with { Pending = call, Logged = logged };
                Add($"{name} appends {Say(call)}, reply lost", u, false);
            }
        }
        if (n.Buffer != s.Checkpoint)
        {
            var t = s.Copy();
            if (Holds(s, n)) { t.Checkpoint = n.Buffer; Add($"{name} checkpoints '{n.Buffer}'", t, false); }
            else { t[i] = Refused(s, i); Add($"{name}'s checkpoint is refused", t, false); }
        }
        if (n.Pending.Length == 0 && (n.Buffer.Length == faults.Length || s.CancelAsked || tired))
        {
            var t = s.Copy();
            if (!rules.EndFence ? !s.Deleted : Holds(s, n) && s.Status == Status.Running)
            {
                t.Status = tired ? Status.Failed : s.CancelAsked ? Status.Cancelled : Status.Completed;
                t.Final = n.Buffer;
                if (faults is { Losses: 0, Breaks: 0, Prefill: true }) Kept(t);
                if (rules.NumberedEnd) t.EndTerm = ++t.SessionTerm;
                t[i] = n with { Phase = Phase.Ended, Ended = true };
                Add($"{name} ends it in the database: {t.Status} '{t.Final}'", t);
            }
            else { t[i] = Refused(s, i); Add($"{name}'s end is refused", t); }
        }
    }

    /// <summary>Where neither Redis nor the provider failed, what was shown stays: a takeover may rewind, but it says it again.</summary>
    private static void Kept(State s)
    {
        for (var k = 1; k <= s.Log.Length; k++)
            if (Fold(s.Log[..k]) is var shown && !s.Final.StartsWith(shown, StringComparison.Ordinal)) { s.Fault = $"'{shown}' was shown, '{s.Final}' is kept"; return; }
    }

    private bool Holds(State s, Node n) => !s.Deleted && s.TurnTerm == n.Term && (!rules.SessionFence || s.SessionTerm == n.Term);

    private void SayEnd(State s, int i, string name)
    {
        var n = s[i];
        var t = s.Copy();
        var end = new Op(rules.NumberedEnd ? s.EndTerm : (byte)0, rules.NumberedEnd ? (byte)3 : (byte)0, Kind.Terminal, 0, n.Buffer);
        if (rules.NumberedEnd && !rules.EndUnderTurn && !s.Buried && s.StoredTerm < end.Term)
        {
            t.Log = [.. s.Log, new Op(end.Term, 0, Kind.Seal, 0, "")];
            foreach (var op in n.Logged < n.Buffer.Length ? [new Op(end.Term, 2, Kind.Delta, n.Logged, n.Buffer[n.Logged..]), end] : (Op[])[end]) Push(t, op);
            t[i] = Node.Empty;
            Add($"{name} seals {end.Term} and appends the end", t);
            return;
        }
        Op[] call = n.Pending.Length > 0 ? [.. n.Pending, end] : n.Logged < n.Buffer.Length ? [new Op(0, 0, Kind.Delta, n.Logged, n.Buffer[n.Logged..]), end] : [end];
        var answer = Append(t, n.Term, n.Counter, call);
        t[i] = answer == Answer.Lost && !rules.NumberedEnd ? Refused(s, i) : Node.Empty;
        Add($"{name} appends {Say(call)}: {answer}", t);
        if (answer == Answer.Added && faults.LostReplies)
        {
            var u = t.Copy(); u[i] = n;
            Add($"{name} appends {Say(call)}, reply lost", u, false);
        }
    }

    private static string Say(Op[] call) => string.Join("+", call.Select(o => o.Kind switch { Kind.Delta => $"delta@{o.At}'{o.Text}'", Kind.Rewound => $"rewound{{{o.At}}}", _ => "terminal" }));

    // ---- what comes from outside the turn -------------------------------------------------------------------------------------------------

    private void GuestSteps(State s)
    {
        if (faults.Guests == 0) return;
        if (s.Guest == 0 && !s.Deleted && s.DeleteTerm == 0)
        {
            var t = s.Copy(); t.Guest = 1;
            if (rules.OwnTerms) t.GuestTerm = ++t.SessionTerm;
            Add(rules.OwnTerms ? $"guest claims {t.GuestTerm}" : "guest decides", t, false);
        }
        if (s.Guest != 1) return;
        var done = s.Copy(); done.Guest = 2;
        if (s.Crashes < faults.Crashes) { var c = done.Copy(); c.Crashes++; Add("guest's node crashes", c, false); }
        if (s.Buried || (!rules.OwnTerms && s.Log.Length == 0)) { Add("guest's append is refused: gone", done); return; }
        if (!rules.OwnTerms)
        {
            Push(done, new Op((byte)s.StoredTerm, (byte)(s.Log.Count(o => o.Term == s.StoredTerm && o.Visible) + 1), Kind.Guest, 0, ""));
            Add("guest appends", done);
        }
        else if (s.StoredTerm < s.GuestTerm)
        {
            Push(done, new Op(s.GuestTerm, 1, Kind.Guest, 0, ""));
            Add($"guest appends {s.GuestTerm}-1", done);
        }
        else Add("guest is fenced", done); // nothing more to do: it has its number, readers get it from the database
    }

    private void UserSteps(State s)
    {
        if ((faults.Cancels || faults.Ends) && s.Live && !s.CancelAsked)
        {
            var t = s.Copy(); t.CancelAsked = true;
            Add("user cancels", t, false);
        }
        if (faults.Ends && s.CancelAsked && s.Status != Status.Running && s.DeleteTerm == 0)
        {
            var t = s.Copy(); t.Deleting = 1; t.DeleteTerm = ++t.SessionTerm;
            Add("session ends: database", t);
        }
        if (faults.Ends && s.Deleting == 1)
        {
            var t = s.Copy(); t.Deleting = 3;
            if (s.StoredTerm < s.DeleteTerm) Push(t, new Op(s.DeleteTerm, 1, Kind.Ended, 0, ""));
            Add("session.ended in the log", t);
            if (s.Crashes < faults.Crashes) { var c = s.Copy(); c.Crashes++; c.Deleting = 3; Add("ending node crashes", c, false); }
        }
        if (!faults.Deletes) return;
        if (!s.Deleted)
        {
            var t = s.Copy(); t.Deleted = true; t.Deleting = 1; t.DeleteTerm = ++t.SessionTerm; t.Final = t.Checkpoint = "";
            Add("user deletes: database", t, false);
        }
        if (s.Deleting != 1) return;
        var u = s.Copy(); u.Deleting = 2;
        u.Log = rules.Tombstone ? [new Op(s.DeleteTerm, 1, Kind.Ended, 0, "")] : [];
        Add("tombstone in the log", u);
        if (s.Crashes < faults.Crashes) { var c = s.Copy(); c.Crashes++; c.Deleting = 3; Add("deleting node crashes", c, false); }
    }

    private void LossSteps(State s)
    {
        if (s.Losses >= faults.Losses) return;
        for (var keep = s.Log.Length - 1; keep >= 0; keep--)
        {
            var t = s.Copy(); t.Losses++; t.Log = s.Log[..keep];
            if (t.Deleting == 2) t.Deleting = 3; // the tombstone is gone: from here only readers are promised anything
            Add(keep == 0 ? "Redis loses everything" : $"Redis loses all after '{t.Log[^1]}'", t, false);
        }
    }

    // ---- a reader --------------------------------------------------------------------------------------------------------------------------

    private void ReaderSteps(State s, int r)
    {
        var reader = s.Read(r);
        if (reader.Stopped || reader.Wrong != "") return;
        var name = faults.Readers == 1 ? "reader" : $"reader {r + 1}";
        var cursorTerm = reader.Cursor / 16;
        var endAt = s.EndTerm * 16 + 3;
        var endMissing = rules.NumberedEnd && rules.EndFromDatabase && s.EndTerm > 0 && !s.Deleted && reader.Cursor < endAt;

        // from the database: asked at each change of term, and when nothing came for a while
        if (rules.DeleteFromDatabase && s.Deleted) Show(s, r, new Op(s.DeleteTerm, 1, Kind.Ended, 0, ""), $"{name} is told of the delete");
        var guestAt = s.GuestTerm * 16 + 1;
        var guestMissing = rules.GuestFromDatabase && s.GuestTerm > 0 && !s.Deleted && reader.Cursor < guestAt;
        if (guestMissing && !(endMissing && endAt < guestAt)) Show(s, r, new Op(s.GuestTerm, 1, Kind.Guest, 0, ""), $"{name} gets from the database");
        if (rules.DeleteFromDatabase && s.DeleteTerm > 0 && !s.Deleted && !endMissing && !guestMissing) Show(s, r, new Op(s.DeleteTerm, 1, Kind.Ended, 0, ""), $"{name} is told of the session's end");
        if (endMissing && !(guestMissing && guestAt < endAt))
        {
            var index = cursorTerm == s.EndTerm ? reader.Cursor % 16 + 1 : 1;
            Show(s, r, index switch
            {
                1 => new Op(s.EndTerm, 1, Kind.Rewound, 0, ""),
                2 => new Op(s.EndTerm, 2, Kind.Delta, 0, s.Final),
                _ => new Op(s.EndTerm, 3, Kind.Terminal, 0, s.Final),
            }, $"{name} gets from the database");
        }

        // from the log
        var next = s.Log.Where(o => o.Visible && o.Sequence > reader.Cursor).ToArray();
        if (!rules.LogBeforeShow && next.Length == 0)
            for (var i = 0; i < 2; i++)
                if (s[i] is { Phase: Phase.Running, Pending.Length: 0 } n && n.Logged < n.Buffer.Length && n.Term * 16 + n.Counter >= reader.Cursor)
                    Show(s, r, new Op(n.Term, (byte)(n.Counter + 1), Kind.Delta, n.Logged, n.Buffer[n.Logged..]), $"{name} is shown unlogged");
        if (next.Length == 0) return;
        foreach (var op in rules.TailCovers ? next[..1] : next)
        {
            if (op.Term > cursorTerm && s.Deleted && rules.DeleteFromDatabase && op.Kind != Kind.Ended) continue;
            if (endMissing && rules.EndBeforeLater && op.Sequence > endAt) continue;
            if (guestMissing && op.Sequence > guestAt) continue;
            if (rules.EndWhole && s.EndTerm > 0 && cursorTerm == s.EndTerm && reader.Cursor < endAt) continue;
            Show(s, r, op, $"{name} sees");
        }
    }

    private void Show(State s, int r, Op op, string how)
    {
        var was = s.Read(r);
        var now = was with { Cursor = (byte)op.Sequence };
        switch (op.Kind)
        {
            case Kind.Delta when was.SawEnd: now = now with { Wrong = "text after the terminal event" }; break;
            case Kind.Delta when op.At != was.Text.Length: now = now with { Wrong = $"offset {op.At}, but the text in hand is '{was.Text}'" }; break;
            case Kind.Delta: now = now with { Text = was.Text + op.Text }; break;
            case Kind.Rewound when was.SawEnd: now = now with { Wrong = "a rewind after the terminal event" }; break;
            case Kind.Rewound when op.At > was.Text.Length: now = now with { Wrong = $"rewound to {op.At}, but the text in hand is '{was.Text}'" }; break;
            case Kind.Rewound: now = now with { Text = was.Text[..op.At] }; break;
            case Kind.Terminal when was.SawEnd: now = now with { Wrong = "a second terminal event" }; break;
            case Kind.Terminal when was.Text != op.Text || was.Text != s.Final && !s.Deleted: now = now with { Wrong = $"fold '{was.Text}', stored '{s.Final}'" }; break;
            case Kind.Terminal: now = now with { SawEnd = true }; break;
            case Kind.Guest when was.SawGuest: now = now with { Wrong = "the guest event twice" }; break;
            case Kind.Guest: now = now with { SawGuest = true }; break;
            case Kind.Ended when !was.SawEnd && !s.Deleted: now = now with { Wrong = "session.ended without a terminal event" }; break;
            case Kind.Ended: now = now with { Stopped = true }; break;
        }
        if (op.Sequence <= was.Cursor) now = now with { Wrong = $"number {op} after {was.Cursor / 16}-{was.Cursor % 16}" };
        var t = s.Copy();
        t.Read(r, now);
        Use(t, op);
        Add($"{how} {op}", t);
    }

    // ---- what must hold ---------------------------------------------------------------------------------------------------------------------

    public string? Broken(State s)
    {
        if (s.Fault != "") return s.Fault;
        for (var r = 0; r < faults.Readers; r++) if (s.Read(r).Wrong != "") return s.Read(r).Wrong;
        if (s.Deleting == 2 && s.Log.Any(o => o.Kind is Kind.Delta or Kind.Terminal)) return "text in the log after the delete was answered";
        return null;
    }

    /// <summary>Where nothing moves any more, everything must be said.</summary>
    public string? Stuck(State s)
    {
        if (!s.Deleted && s.Status == Status.Running) return "stuck: the turn never ends";
        for (var r = 0; r < faults.Readers; r++)
        {
            if (rules.OwnTerms && s.GuestTerm > 0 && !s.Deleted && !s.Read(r).SawGuest) return "stuck: a reader never gets the guest event";
            if (s.DeleteTerm > 0 && !s.Deleted && !s.Read(r).Stopped) return "stuck: a reader never gets session.ended";
            if (s.Deleted ? !s.Read(r).Stopped : !s.Read(r).SawEnd) return $"stuck: a reader never gets {(s.Deleted ? "session.ended" : "the terminal event")}";
        }
        return null;
    }
}
