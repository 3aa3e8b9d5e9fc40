using System.Globalization;

namespace Constellation.Realtime.Chaos.Checking;

/// <summary>What a history says of the promise.</summary>
internal sealed record Verdict
{
    /// <summary>By what was done, in order of their names.</summary>
    public required IReadOnlyList<FaultCount> Faults { get; init; }

    /// <summary>Whether the run was broken off: then only what was wrong at once is known.</summary>
    public required bool IsBrokenOff { get; init; }

    /// <summary>From its beginning to the last observation.</summary>
    public required TimeSpan Took { get; init; }

    public required int Turns { get; init; }

    /// <summary>Turns that a fault is known to have hit in their middle.</summary>
    public required int Struck { get; init; }

    /// <summary>Turns that answer a message anew.</summary>
    public required int Again { get; init; }

    /// <summary>Conversations that were ended while a reply was under way.</summary>
    public required int EndedMeanwhile { get; init; }

    public required int Completed { get; init; }

    public required int Cancelled { get; init; }

    public required int Failed { get; init; }

    public required int Readings { get; init; }

    /// <summary>How often a conversation was watched whole.</summary>
    public required int Watchings { get; init; }

    /// <summary>Readings whose end came from history, for the log did not hold it any more.</summary>
    public required int ToldFromHistory { get; init; }

    public required int Suggestions { get; init; }

    public required int Decisions { get; init; }

    public required long Characters { get; init; }

    /// <summary>Null where it was not judged.</summary>
    public required long? Lost { get; init; }

    /// <summary>Null where it was not judged.</summary>
    public required long? Repeated { get; init; }

    public required int Hung { get; init; }

    /// <summary>Calls that were answered with <c>unavailable</c>, and made again.</summary>
    public required int PutOff { get; init; }

    /// <summary>How long after a node was gone or paused readers were told that another one goes on, in ms, in order.</summary>
    public required IReadOnlyList<double> Takeovers { get; init; }

    /// <summary>Each breach of the contract, in words.</summary>
    public required IReadOnlyList<string> Breaches { get; init; }

    /// <summary>How often each of the rules that were broken was.</summary>
    public required IReadOnlyDictionary<Rule, int> ByRule { get; init; }

    /// <summary>Why the run says nothing; none where it says something.</summary>
    public required IReadOnlyList<string> Voids { get; init; }

    public int AllFaults => Faults.Sum(kind => kind.Times);

    /// <summary>Faults that hit in the middle of at least one reply.</summary>
    public int InTheMiddle => Faults.Sum(kind => kind.InTheMiddle);

    /// <summary>Those of one node, the rest are of stores; and how many of them hit in the middle of a reply of that node's.</summary>
    public (int All, int InTheMiddle) OfNodes => (Faults.Where(kind => kind.HitsNode).Sum(kind => kind.Times), Faults.Where(kind => kind.HitsNode).Sum(kind => kind.InTheMiddle));

    /// <summary>Whether the run came to what it was asked for: else it says nothing.</summary>
    public bool Counts => Voids.Count == 0;

    public bool Holds => Breaches.Count == 0 && (Lost ?? 0) == 0 && (Repeated ?? 0) == 0 && Hung == 0;

    /// <summary>In a word or two.</summary>
    public string Ruling => this switch
    {
        { Holds: false } => "BROKEN",
        { IsBrokenOff: true } => "BROKEN OFF: nothing was wrong at once, the end is not known",
        { Counts: false } => $"VOID: {string.Join("; ", Voids)}",
        _ => "kept",
    };

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        faults                 {AllFaults}, {InTheMiddle} in the middle of a reply; of nodes {OfNodes.All}, {OfNodes.InTheMiddle} in the middle of a reply of that node's
        turns                  {Turns}, {Struck} of them at least hit in their middle, {Again} asked for anew; {Watchings} whole conversations watched, {EndedMeanwhile} ended in the middle of a reply
        readings               {Readings}, {ToldFromHistory} of them ended from history
        ended                  {Completed} completed, {Cancelled} cancelled, {Failed} failed
        suggestions            {Suggestions}, {Decisions} decided
        characters             {Characters} in all readings
        lost                   {Judged(Lost)}
        repeated               {Judged(Repeated)}
        hung                   {Hung}
        put off                {PutOff} calls, made again
        breaches               {Breaches.Count}{(ByRule.Count == 0 ? "" : $": {string.Join(", ", ByRule.Select(rule => $"{rule.Key} {rule.Value}"))}")}
        takeover               {Waits}
        duration               {Took:hh\:mm\:ss}
        verdict                {Ruling}
        """);

    /// <summary>The number, where there is one.</summary>
    public static string Judged(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "not judged";

    /// <summary>The waits for another owner, in words.</summary>
    public string Waits => Takeovers.Count == 0
        ? "nobody waited for one"
        : string.Create(CultureInfo.InvariantCulture, $"p50 {Takeover(0.5):0} ms, p99 {Takeover(0.99):0} ms ({Takeovers.Count} readings of turns whose node was gone or paused)");

    /// <summary>How long that share of the waits took at most, in ms.</summary>
    private double Takeover(double share) => Takeovers[(int)Math.Ceiling(share * Takeovers.Count) - 1];
}

/// <param name="Name">What was done.</param>
/// <param name="Times">How often.</param>
/// <param name="InTheMiddle">How often that hit in the middle of at least one reply.</param>
/// <param name="HitsNode">Whether it hits one node; else a store, for all of them.</param>
internal sealed record FaultCount(string Name, int Times, int InTheMiddle, bool HitsNode);
