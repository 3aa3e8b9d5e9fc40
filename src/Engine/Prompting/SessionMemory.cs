using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>What is known of a session besides its newest messages.</summary>
/// <param name="Facts">What the person settled, in the messages up to <paramref name="FactsPosition"/>.</param>
/// <param name="FactsPosition">0: none was read yet.</param>
/// <param name="Summary">What was said up to <paramref name="SummaryPosition"/>; empty where that is 0.</param>
/// <param name="SummaryPosition">0: nothing is summed up.</param>
internal sealed record SessionMemory(IReadOnlyList<Fact> Facts, long FactsPosition, string Summary, long SummaryPosition)
{
    public static readonly SessionMemory None = new([], 0, "", 0);
}

/// <summary>A message and its place in the session.</summary>
internal readonly record struct Placed(long Position, Message Message);
