namespace Constellation.Realtime.Simulation.TurnModel;

internal enum Phase : byte { Idle, Claimed, Read, Running, Ended, Refused }
internal enum Status : byte { Running, Completed, Cancelled, Failed }
internal enum Answer : byte { Added, AlreadyThere, Fenced, Lost }

/// <summary>A node's memory of the turn that it believes to own.</summary>
internal readonly record struct Node(Phase Phase, byte Term, byte Letter, bool Fresh, bool Ended, string Buffer, byte Logged, byte Counter, Op[] Pending, string Held)
{
    public static readonly Node Empty = new(Phase.Idle, 0, 0, false, false, "", 0, 0, [], "");
}

internal readonly record struct Reader(byte Cursor, string Text, bool SawEnd, bool SawGuest, bool Stopped, string Wrong);

internal sealed record State
{
    // database
    public byte SessionTerm = 1, TurnTerm = 1, Owner, Claims = 1, EndTerm, DeleteTerm;
    public Status Status;
    public string Final = "", Checkpoint = "";
    public bool CancelAsked, Deleted;
    // log, and every number that was ever visible (a ghost: nobody in the system knows it)
    public Op[] Log = [], Used = [];
    public string Fault = "";
    // nodes, the writer of the event outside the turn, the one who deletes
    public Node A = new(Phase.Claimed, 1, 0, false, false, "", 0, 0, [], ""), B = Node.Empty;
    public byte Guest, GuestTerm, Deleting; // 0 not yet, 1 decided in the database, 2 done or crashed; Deleting 3: crashed before the tombstone
    public Reader R0 = new(0, "", false, false, false, ""), R1 = new(0, "", false, false, false, "");
    // what went wrong so far
    public byte Crashes, Losses, Takeovers, Breaks;

    public Node this[int i] { get => i == 0 ? A : B; set { if (i == 0) A = value; else B = value; } }
    public Reader Read(int i) => i == 0 ? R0 : R1;
    public void Read(int i, Reader r) { if (i == 0) R0 = r; else R1 = r; }
    public State Copy() => this with { };
    public int StoredTerm => Log.Length == 0 ? 0 : Log[^1].Term;
    public bool Buried => Log.Length > 0 && Log[^1].Kind == Kind.Ended;
    public bool Live => Status == Status.Running && !Deleted;
}
