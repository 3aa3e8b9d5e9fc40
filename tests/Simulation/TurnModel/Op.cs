namespace Constellation.Realtime.Simulation.TurnModel;

internal enum Kind : byte { Seal, Delta, Rewound, Terminal, Guest, Ended }

/// <summary>One operation on the log. A seal is the claim's mark in the log's meta; the others are entries that readers see.</summary>
internal readonly record struct Op(byte Term, byte Index, Kind Kind, byte At, string Text)
{
    public int Sequence => Term * 16 + Index;
    public bool Visible => Kind != Kind.Seal;
    public override string ToString() => Kind switch
    {
        Kind.Delta => $"{Term}-{Index} delta@{At}'{Text}'",
        Kind.Rewound => $"{Term}-{Index} rewound{{{At}}}",
        Kind.Terminal => $"{Term}-{Index} terminal'{Text}'",
        Kind.Guest => $"{Term}-{Index} guest",
        Kind.Ended => $"{Term}-{Index} ended",
        _ => $"seal {Term}",
    };
}
