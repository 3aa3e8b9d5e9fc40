namespace Constellation.Realtime.Simulation;

/// <summary>A rule of the protocol that is taken out, so that the simulation has something to find.</summary>
public enum Mutation
{
    None,

    /// <summary>The log takes appends of older terms.</summary>
    NoFence,

    /// <summary>A repeated append is added again, under the next numbers.</summary>
    RepeatsAreAdded,

    /// <summary>The log takes an append behind a gap.</summary>
    GapsAreTaken,

    /// <summary>A claim reads the log first and installs its term later.</summary>
    LateSeal,

    /// <summary>A turn is ended by who does not own it.</summary>
    EndWithoutCompare,

    /// <summary>Ends compare the turn's term only, not the session's.</summary>
    EndIgnoresSession,

    /// <summary>Where an append of an end is refused, its term is sealed and the terminal event is appended alone.</summary>
    EndUnderItsOwnSeal,

    /// <summary>Readers are not told of ends by the database.</summary>
    NoEndFromDatabase,

    /// <summary>Readers are not told of events outside turns by the database.</summary>
    NoOutsideFromDatabase,

    /// <summary>A takeover says only what the log does not hold.</summary>
    RewindsToTheLog,

    /// <summary>An owner that claims anew keeps its term.</summary>
    TermsAreKept,

    /// <summary>A message that is sent again starts another turn.</summary>
    AcceptedTwice,

    /// <summary>A suggestion is shown first, and stored then.</summary>
    ShownBeforeStored,

    /// <summary>No owner is told of the suggestions that one before it stored.</summary>
    StoredIsForgotten,
}
