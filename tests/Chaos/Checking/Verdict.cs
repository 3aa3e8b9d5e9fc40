using System.Globalization;

namespace Constellation.Realtime.Chaos.Checking;

/// <summary>What a history says of the promise.</summary>
internal sealed record Verdict
{
    public required int Faults { get; init; }

    /// <summary>Faults that hit in the middle of at least one reply.</summary>
    public required int InTheMiddle { get; init; }

    public required int Turns { get; init; }

    public required int Readings { get; init; }

    /// <summary>How often a conversation was watched whole.</summary>
    public required int Watchings { get; init; }

    /// <summary>Readings whose end came from history, for the log did not hold it any more.</summary>
    public required int ToldFromHistory { get; init; }

    public required int Suggestions { get; init; }

    public required int Decisions { get; init; }

    public required long Characters { get; init; }

    public required long Lost { get; init; }

    public required long Repeated { get; init; }

    public required int Hung { get; init; }

    /// <summary>How long after a node was killed or paused readers were told that another one goes on, in ms, in order.</summary>
    public required IReadOnlyList<double> Takeovers { get; init; }

    /// <summary>Each breach of the contract, in words.</summary>
    public required IReadOnlyList<string> Breaches { get; init; }

    /// <summary>Whether nine of ten faults hit a reply: else the run says nothing.</summary>
    public bool Counts => Turns > 0 && InTheMiddle * 10 >= Faults * 9;

    public bool Holds => Breaches.Count == 0 && Lost == 0 && Repeated == 0 && Hung == 0;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        faults                 {Faults}, {InTheMiddle} in the middle of a reply
        turns                  {Turns}, read {Readings} times, {ToldFromHistory} of them ended from history; {Watchings} whole conversations watched
        suggestions            {Suggestions}, {Decisions} decided
        characters             {Characters}
        lost                   {Lost}
        repeated               {Repeated}
        hung                   {Hung}
        other breaches         {Breaches.Count}
        takeover               p50 {Share(0.5):0} ms, p99 {Share(0.99):0} ms ({Takeovers.Count} readings of turns whose node was killed or paused)
        verdict                {(!Holds ? "BROKEN" : Counts ? "kept" : "VOID: fewer than nine of ten faults hit a reply in its middle")}
        """);

    private double Share(double share) => Takeovers.Count == 0 ? double.NaN : Takeovers[(int)Math.Ceiling(share * Takeovers.Count) - 1];
}
