using Constellation.Realtime.Engine.Graph.Words;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>How much two texts speak of the same, by their words' stems.</summary>
internal static class Likeness
{
    /// <summary>The stems of the words that mean something.</summary>
    public static IReadOnlySet<string> Stems(string text) =>
        WordReader.Read(text).Where(word => !Vocabulary.IsStop(word.Text, "en")).Select(word => word.Stem).ToHashSet(StringComparer.Ordinal);

    /// <summary>0 for nothing in common to 1 for the same words (Dice's coefficient).</summary>
    public static double Of(IReadOnlySet<string> one, IReadOnlySet<string> other) =>
        one.Count + other.Count == 0 ? 0 : 2.0 * one.Count(other.Contains) / (one.Count + other.Count);
}
