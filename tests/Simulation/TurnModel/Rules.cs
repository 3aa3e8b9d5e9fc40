namespace Constellation.Realtime.Simulation.TurnModel;

/// <summary>What the protocol does. The first group are the parts that were added, off as it was first written; the second, on, are taken out one by one.</summary>
internal sealed record Rules(string Name)
{
    public bool ExactTerm { get; init; }            // an append needs the stored term to be its own; else a lost log could take a newer term's entries
    public bool RewindToZero { get; init; }         // a takeover says everything anew; else it cuts to what the log holds
    public bool SaysAnew { get; init; } = true;     // an owner that had to claim anew says everything anew; else it goes on where its text in the log ends
    public bool OwnTerms { get; init; }             // an event outside the turn claims a term in the database, as any writer does
    public bool SessionFence { get; init; }         // checkpoint and end need the turn's term to be the session's newest
    public bool NumberedEnd { get; init; }          // the end takes a term in the database, so the terminal event has one number for ever
    public bool EndUnderTurn { get; init; } = true; // the log takes the end only right after the turn's own last entry (its term, its counter)
    public bool EndFromDatabase { get; init; }      // a reader who doesn't find the end in the log gets it from the database
    public bool EndBeforeLater { get; init; }       // nothing above the end's number before the end itself
    public bool GuestFromDatabase { get; init; }    // the same two for an event outside the turn
    public bool EndWhole { get; init; }             // who got part of an end from the database gets its rest from there
    public bool DeleteFromDatabase { get; init; }   // a reader of a deleted session is told so even if the log doesn't know

    public bool Fence { get; init; } = true;
    public bool Counter { get; init; } = true;
    public bool Contiguous { get; init; } = true;
    public bool AtomicSeal { get; init; } = true;
    public bool LogBeforeShow { get; init; } = true;
    public bool EndFence { get; init; } = true;
    public bool GoneRefused { get; init; } = true;
    public bool TermInDatabase { get; init; } = true;
    public bool Tombstone { get; init; } = true;
    public bool TailCovers { get; init; } = true;
}
