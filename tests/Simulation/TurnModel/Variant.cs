namespace Constellation.Realtime.Simulation.TurnModel;

/// <summary>One search of the model.</summary>
/// <param name="Name">What it tries.</param>
/// <param name="Rules">What the protocol does.</param>
/// <param name="Faults">What may go wrong.</param>
/// <param name="Breaks">Words of the promise that some state must break; null where none may break any.</param>
internal sealed record Variant(string Name, Rules Rules, Faults Faults, string? Breaks = null)
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
        new("DESIGN: crash, 1 loss, lost replies", Design, Crash with { LostReplies = true }),
        new("DESIGN: crash, 2 losses", Design, Crash with { Losses = 2 }),
        new("DESIGN: 3 characters, crash, 1 loss", Design, Crash with { Length = 3 }),
        new("DESIGN: takeover, 1 loss, lost replies", Design, Paused with { LostReplies = true }),
        new("DESIGN: takeover, 2 losses", Design, Paused with { Losses = 2 }),
        new("DESIGN: provider breaks, crash, 1 loss", Design, Crash with { Breaks = 1 }),
        new("DESIGN: guest event, 1 loss, lost replies", Design, new Faults(2, Losses: 1, Guests: 1, LostReplies: true)),
        new("DESIGN: guest event, 2 losses", Design, new Faults(2, Losses: 2, Guests: 1)),
        new("DESIGN: cancel, crash, 1 loss, lost replies", Design, Crash with { Cancels = true, LostReplies = true }),
        new("DESIGN: cancel, takeover, 1 loss", Design, Paused with { Cancels = true }),
        new("DESIGN: session ends (cancel, then its end), crash, 1 loss, lost replies", Design, Crash with { Ends = true, LostReplies = true }),
        new("DESIGN: session ends, guest event, takeover, no loss", Design, Paused with { Ends = true, Guests = 1, Losses = 0 }),
        new("DESIGN: session ends, guest event, 1 loss", Design, new Faults(2, Losses: 1, Guests: 1, Ends: true)),
        new("DESIGN: delete, crash, 1 loss, lost replies", Design, Crash with { Deletes = true, LostReplies = true }),
        new("DESIGN: delete, takeover, 1 loss", Design, Paused with { Deletes = true }),
        new("DESIGN: cancel, delete, guest event, 1 loss", Design, new Faults(2, Losses: 1, Guests: 1, Cancels: true, Deletes: true)),
        new("DESIGN: crash, 2 takeovers, what was shown is kept", Design, new Faults(2, Crashes: 1, Takeovers: 2, LostReplies: true, Cancels: true)),
        new("DESIGN: two readers, takeover, 1 loss", Design, Paused with { Readers = 2 }),
        new("DESIGN: two readers, guest event, 1 loss", Design, new Faults(2, Losses: 1, Guests: 1, Readers: 2)),

        // What was found in the form before: each with the smallest trouble that shows it.
        new("before: no trouble at all", Written, new Faults(2)),
        new("before: crash", Written, new Faults(2, Crashes: 1), "never gets the terminal event"),
        new("before: 1 loss", Written, new Faults(2, Losses: 1), "never gets the terminal event"),
        new("before: 1 loss, guest event", Written, new Faults(2, Losses: 1, Guests: 1), "number 1-1 is"),
        new("before: takeover, 1 loss", Written, new Faults(2, Losses: 1, Takeovers: 1, LostReplies: true), "never gets the terminal event"),

        // Each part of the present design taken out again.
        new("- an owner that claims anew goes on where its text in the log ends", Design with { SaysAnew = false }, Both with { Guests = 1 }, "but the text in hand is"),
        new("- a takeover rewinds to what the log holds", Design with { RewindToZero = false }, Both with { Breaks = 1 }, "rewound to 1, but the text in hand is"),
        new("- events outside a turn have no term of their own", Design with { OwnTerms = false }, Both with { Guests = 1 }, "number 1-1 is"),
        new("- ends and checkpoints compare the turn's term only", Design with { SessionFence = false }, Both with { Guests = 1 }, "fold '', stored"),
        new("- append refuses only a term below the stored one", Design with { ExactTerm = false }, Both, "but the text in hand is"),
        new("- the terminal event has the next ordinary number", Design with { NumberedEnd = false }, Both, "never gets the terminal event"),
        new("- the end is appended under its own seal", Design with { EndUnderTurn = false }, Both, "fold '', stored"),
        new("- no end from the database", Design with { EndFromDatabase = false }, Both, "never gets the terminal event"),
        new("- a reader may pass the number of an end", Design with { EndBeforeLater = false }, Both with { Guests = 1 }, "never gets the terminal event"),
        new("- no guest event from the database", Design with { GuestFromDatabase = false }, Both with { Guests = 1 }, "never gets the guest event"),
        new("- part of an end from the database, its rest from the log", Design with { EndWhole = false }, Both, "fold '', stored"),
        new("- no end of a deleted session from the database", Design with { DeleteFromDatabase = false }, Both with { Deletes = true }, "never gets session.ended"),
        new("- no fence on append", Design with { Fence = false }, Both, "number 2-1 is"),
        new("- no counter: a repeated append is added again", Design with { Counter = false }, Both, "number 1-1 is"),
        new("- the counter need not be contiguous", Design with { Contiguous = false }, Both, "number 1-1 is"),
        new("- read first, seal later", Design with { AtomicSeal = false }, Both with { Losses = 0 }, "was shown"),
        new("- show before log", Design with { LogBeforeShow = false }, Both, "number 1-1 is"),
        new("- end without compare-and-set", Design with { EndFence = false }, Both, "fold '', stored"),
        new("- the term is counted in Redis", Design with { TermInDatabase = false }, Both, "number 1-1 is"),
        new("- delete without a tombstone", Design with { Tombstone = false }, Both with { Deletes = true, Losses = 0 }, "after the delete was answered"),
        new("- a reader joins a tail that begins after its cursor", Design with { TailCovers = false }, Both, "fold '', stored"),

        // A second lock on the same door: a contiguous counter and the exact term refuse these appends already.
        new("HOLDS WITHOUT: a missing log refuses every append, crash", Design with { GoneRefused = false }, Crash with { LostReplies = true }),
    ];

    /// <summary>Those that take minutes and much memory.</summary>
    public static readonly Variant[] Deep =
    [
        new("DESIGN: 2 takeovers, 1 loss, no prefill", Design, Paused with { Takeovers = 2, Prefill = false }),
        new("DESIGN: provider breaks, takeover, 1 loss", Design, Paused with { Breaks = 1 }),
        new("DESIGN: guest event, crash, 1 loss", Design, Crash with { Guests = 1 }),
        new("DESIGN: guest event, takeover, 1 loss", Design, Paused with { Guests = 1 }),
        new("HOLDS WITHOUT: a missing log refuses every append", Design with { GoneRefused = false }, Both with { LostReplies = false }),
        new("DESIGN: crash, takeover, 1 loss, lost replies", Design, Both),
        new("DESIGN: crash, takeover, 2 losses", Design, Both with { LostReplies = false, Losses = 2 }),
        new("DESIGN: guest event, crash, takeover, 1 loss", Design, Both with { LostReplies = false, Guests = 1 }),
        new("DESIGN: provider breaks, crash, takeover, 1 loss, lost replies", Design, Both with { Breaks = 1 }),
        new("DESIGN: cancel, delete, guest event, crash, 1 loss", Design, Crash with { Cancels = true, Deletes = true, Guests = 1 }),
    ];
}
