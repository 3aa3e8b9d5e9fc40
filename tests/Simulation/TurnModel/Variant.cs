namespace Constellation.Realtime.Simulation.TurnModel;

/// <summary>One search of the model.</summary>
/// <param name="Name">What it tries.</param>
/// <param name="Rules">What the protocol does.</param>
/// <param name="Faults">What may go wrong.</param>
/// <param name="Holds">Whether no state may break a promise; else one must.</param>
internal sealed record Variant(string Name, Rules Rules, Faults Faults, bool Holds)
{
    private static readonly Rules Written = new("design as it was written");

    private static readonly Rules Design = Written with
    {
        Name = "DESIGN",
        ExactTerm = true,
        RewindToZero = true,
        OwnTerms = true,
        SessionFence = true,
        NumberedEnd = true,
        EndFromDatabase = true,
        EndBeforeLater = true,
        EndWhole = true,
        GuestFromDatabase = true,
        DeleteFromDatabase = true,
    };

    private static readonly Faults Crash = new(Length: 2, Crashes: 1, Losses: 1);
    private static readonly Faults Paused = new(Length: 2, Takeovers: 1, Losses: 1);
    private static readonly Faults Both = new(Length: 2, Crashes: 1, Losses: 1, Takeovers: 1, LostReplies: true);

    /// <summary>Those that take seconds.</summary>
    public static readonly Variant[] Quick =
    [
        // The whole design under each kind of trouble (`deep`: more of them at once).
        new("DESIGN: crash, 1 loss, lost replies", Design, Crash with { LostReplies = true }, true),
        new("DESIGN: crash, 2 losses", Design, Crash with { Losses = 2 }, true),
        new("DESIGN: 3 characters, crash, 1 loss", Design, Crash with { Length = 3 }, true),
        new("DESIGN: takeover, 1 loss, lost replies", Design, Paused with { LostReplies = true }, true),
        new("DESIGN: takeover, 2 losses", Design, Paused with { Losses = 2 }, true),
        new("DESIGN: provider breaks, crash, 1 loss", Design, Crash with { Breaks = 1 }, true),
        new("DESIGN: guest event, 1 loss, lost replies", Design, new Faults(2, Losses: 1, Guests: 1, LostReplies: true), true),
        new("DESIGN: guest event, 2 losses", Design, new Faults(2, Losses: 2, Guests: 1), true),
        new("DESIGN: cancel, crash, 1 loss, lost replies", Design, Crash with { Cancels = true, LostReplies = true }, true),
        new("DESIGN: cancel, takeover, 1 loss", Design, Paused with { Cancels = true }, true),
        new("DESIGN: session ends (cancel, then its end), crash, 1 loss, lost replies", Design, Crash with { Ends = true, LostReplies = true }, true),
        new("DESIGN: session ends, guest event, takeover, no loss", Design, Paused with { Ends = true, Guests = 1, Losses = 0 }, true),
        new("DESIGN: session ends, guest event, 1 loss", Design, new Faults(2, Losses: 1, Guests: 1, Ends: true), true),
        new("DESIGN: delete, crash, 1 loss, lost replies", Design, Crash with { Deletes = true, LostReplies = true }, true),
        new("DESIGN: delete, takeover, 1 loss", Design, Paused with { Deletes = true }, true),
        new("DESIGN: cancel, delete, guest event, 1 loss", Design, new Faults(2, Losses: 1, Guests: 1, Cancels: true, Deletes: true), true),
        new("DESIGN: crash, 2 takeovers, what was shown is kept", Design, new Faults(2, Crashes: 1, Takeovers: 2, LostReplies: true, Cancels: true), true),
        new("DESIGN: two readers, takeover, 1 loss", Design, Paused with { Readers = 2 }, true),
        new("DESIGN: two readers, guest event, 1 loss", Design, new Faults(2, Losses: 1, Guests: 1, Readers: 2), true),

        // What was found in the form before: each with the smallest trouble that shows it.
        new("before: no trouble at all", Written, new Faults(2), true),
        new("before: crash", Written, new Faults(2, Crashes: 1), false),
        new("before: 1 loss", Written, new Faults(2, Losses: 1), false),
        new("before: 1 loss, guest event", Written, new Faults(2, Losses: 1, Guests: 1), false),
        new("before: takeover, 1 loss", Written, new Faults(2, Losses: 1, Takeovers: 1, LostReplies: true), false),

        // Each part of the present design taken out again.
        new("- an owner that claims anew goes on where its text in the log ends", Design with { SaysAnew = false }, Both with { Guests = 1 }, false),
        new("- a takeover rewinds to what the log holds", Design with { RewindToZero = false }, Both with { Breaks = 1 }, false),
        new("- events outside a turn have no term of their own", Design with { OwnTerms = false }, Both with { Guests = 1 }, false),
        new("- ends and checkpoints compare the turn's term only", Design with { SessionFence = false }, Both with { Guests = 1 }, false),
        new("- append refuses only a term below the stored one", Design with { ExactTerm = false }, Both, false),
        new("- the terminal event has the next ordinary number", Design with { NumberedEnd = false }, Both, false),
        new("- the end is appended under its own seal", Design with { EndUnderTurn = false }, Both, false),
        new("- no end from the database", Design with { EndFromDatabase = false }, Both, false),
        new("- a reader may pass the number of an end", Design with { EndBeforeLater = false }, Both with { Guests = 1 }, false),
        new("- no guest event from the database", Design with { GuestFromDatabase = false }, Both with { Guests = 1 }, false),
        new("- part of an end from the database, its rest from the log", Design with { EndWhole = false }, Both, false),
        new("- no end of a deleted session from the database", Design with { DeleteFromDatabase = false }, Both with { Deletes = true }, false),
        new("- no fence on append", Design with { Fence = false }, Both, false),
        new("- no counter: a repeated append is added again", Design with { Counter = false }, Both, false),
        new("- the counter need not be contiguous", Design with { Contiguous = false }, Both, false),
        new("- read first, seal later", Design with { AtomicSeal = false }, Both with { Losses = 0 }, false),
        new("- show before log", Design with { LogBeforeShow = false }, Both, false),
        new("- end without compare-and-set", Design with { EndFence = false }, Both, false),
        new("- the term is counted in Redis", Design with { TermInDatabase = false }, Both, false),
        new("- delete without a tombstone", Design with { Tombstone = false }, Both with { Deletes = true, Losses = 0 }, false),
        new("- a reader joins a tail that begins after its cursor", Design with { TailCovers = false }, Both, false),

        // A second lock on the same door: a contiguous counter and the exact term refuse these appends already.
        new("HOLDS WITHOUT: a missing log refuses every append, crash", Design with { GoneRefused = false }, Crash with { LostReplies = true }, true),
    ];

    /// <summary>Those that take minutes and much memory.</summary>
    public static readonly Variant[] Deep =
    [
        new("DESIGN: 2 takeovers, 1 loss, no prefill", Design, Paused with { Takeovers = 2, Prefill = false }, true),
        new("DESIGN: provider breaks, takeover, 1 loss", Design, Paused with { Breaks = 1 }, true),
        new("DESIGN: guest event, crash, 1 loss", Design, Crash with { Guests = 1 }, true),
        new("DESIGN: guest event, takeover, 1 loss", Design, Paused with { Guests = 1 }, true),
        new("HOLDS WITHOUT: a missing log refuses every append", Design with { GoneRefused = false }, Both with { LostReplies = false }, true),
        new("DESIGN: crash, takeover, 1 loss, lost replies", Design, Both, true),
        new("DESIGN: crash, takeover, 2 losses", Design, Both with { LostReplies = false, Losses = 2 }, true),
        new("DESIGN: guest event, crash, takeover, 1 loss", Design, Both with { LostReplies = false, Guests = 1 }, true),
        new("DESIGN: provider breaks, crash, takeover, 1 loss, lost replies", Design, Both with { Breaks = 1 }, true),
        new("DESIGN: cancel, delete, guest event, crash, 1 loss", Design, Crash with { Cancels = true, Deletes = true, Guests = 1 }, true),
    ];
}
