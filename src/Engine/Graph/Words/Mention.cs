namespace Constellation.Realtime.Engine.Graph.Words;

/// <summary>A concept found in a text.</summary>
/// <param name="Concept">What is spoken of.</param>
/// <param name="From">The index of its first word.</param>
/// <param name="Count">How many words say it.</param>
internal readonly record struct Mention(Concept Concept, int From, int Count)
{
    /// <summary>The index after its last word.</summary>
    public int To => From + Count;

    /// <summary>Whether the word is one of those that say it.</summary>
    public bool Covers(int word) => word >= From && word < To;
}
