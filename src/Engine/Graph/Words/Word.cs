namespace Constellation.Realtime.Engine.Graph.Words;

/// <summary>One word of a text.</summary>
/// <param name="Text">In lower case and without accents.</param>
/// <param name="Stem">The text's English stem: "flooded" and "flooding" have one.</param>
/// <param name="Start">Where it begins in the text, in UTF-16 code units.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Capitalised">Whether it was written with a capital first: in the middle of a sentence often a name.</param>
/// <param name="ClosesPhrase">Whether punctuation comes right after it.</param>
internal readonly record struct Word(string Text, string Stem, int Start, int End, bool Capitalised, bool ClosesPhrase)
{
    /// <summary>The word spelled otherwise, at the same place.</summary>
    public Word Spelled(string text) => this with { Text = text, Stem = WordReader.Stem(text) };
}
