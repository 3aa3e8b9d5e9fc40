using Constellation.Realtime.Engine.Graph.Words;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>Finds in a text the blocks that it names, whole or by a telling part such as "Prithvi".</summary>
internal sealed class BlockNames
{
    private const int MostBlocksOfAPart = 8;
    private const int ShortestPart = 3;

    private readonly PhraseIndex<Guid> _whole = new();
    private readonly Dictionary<string, List<Guid>> _parts = new(StringComparer.Ordinal);
    private readonly PhraseIndex<Guid> _beginnings = new();
    private readonly Catalogue _catalogue;

    public BlockNames(Catalogue catalogue)
    {
        _catalogue = catalogue;
        var common = catalogue.Vocabulary.AllWords().ToHashSet(StringComparer.Ordinal);
        var words = new List<string>();
        foreach (var block in catalogue.Graph.Blocks.Where(block => block.BlockType is not BlockType.Paper))
        {
            var name = WordReader.Read(block.Name);
            if (name.Count > 1 || (name.Count == 1 && !common.Contains(name[0].Text)))
                _whole.Add(string.Join(' ', name.Select(word => word.Text)), block.BlockId);
            if (Bare(block.Name) is { } bare)
                _whole.Add(bare, block.BlockId);
            foreach (var shorter in Shorter(name))
                _beginnings.Add(shorter, block.BlockId);
            foreach (var part in name.Where(word => IsTelling(word.Text, common)).Select(word => word.Text).Distinct())
            {
                if (!_parts.TryGetValue(part, out var blocks))
                    _parts[part] = blocks = [];
                blocks.Add(block.BlockId);
                words.Add(part);
            }
        }

        foreach (var part in _parts.Where(part => part.Value.Count > MostBlocksOfAPart).Select(part => part.Key).ToList())
            _parts.Remove(part);
        Words = [.. words.Where(_parts.ContainsKey).Distinct()];
    }

    /// <summary>The telling parts of all names.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Whether the word is a telling part of some name.</summary>
    public bool Knows(string word) => _parts.ContainsKey(word);

    /// <summary>Each naming, in the text's order: the blocks that may be meant, and the words that say it.</summary>
    public List<BlockNaming> Read(IReadOnlyList<Word> words)
    {
        var found = new List<BlockNaming>();
        for (var at = 0; at < words.Count;)
        {
            var whole = _whole.At(words, at).ToList();
            var longest = whole.Count == 0 ? 0 : whole.Max(match => match.Count);
            List<Guid> blocks = [.. whole.Where(match => match.Count == longest).Select(match => match.Value)];
            // A part says more in company: "Prithvi burn scar" is one of the Prithvis.
            if (longest <= 1 && _parts.TryGetValue(words[at].Text, out var parts))
            {
                longest = 1;
                blocks = parts;
                while (at + longest < words.Count && Narrow(blocks, words[at + longest].Stem) is { Count: > 0 } fewer
                    && (fewer.Count < blocks.Count || IsNamed(fewer, words[at + longest])))
                {
                    blocks = fewer;
                    longest++;
                }
            }

            if (longest <= 1 && Begins(words, at) is { } beginning && beginning.Count > longest)
                (blocks, longest) = ([.. beginning.Blocks], beginning.Count);
            if (longest > 0)
                found.Add(new BlockNaming(blocks, at, longest));
            at += Math.Max(1, longest);
        }

        return found;
    }

    // "Dynamic World" for "Dynamic World FCN": only where it is written as a name, or used as one.
    private BlockNaming? Begins(IReadOnlyList<Word> words, int at)
    {
        var used = at > 0 && words[at - 1].Text is "use" or "using" or "try" or "take" or "run" or "prefer";
        var matches = _beginnings.At(words, at).Where(match => used || Enumerable.Range(at, match.Count).All(i => words[i].Capitalised)).ToList();
        if (matches.Count == 0)
            return null;
        var longest = matches.Max(match => match.Count);
        var blocks = matches.Where(match => match.Count == longest).Select(match => match.Value).Distinct().ToList();
        return blocks.Count <= MostBlocksOfAPart ? new BlockNaming(blocks, at, longest) : null;
    }

    // The name without what is in brackets, if that is no word of the field: "Segment Anything" of "Segment Anything (ViT-H)".
    private string? Bare(string name)
    {
        var bracket = name.IndexOf('(', StringComparison.Ordinal);
        return bracket > 0 && WordReader.Read(name[..bracket]) is { Count: > 1 } words && !SpeaksOfTheField(words)
            ? string.Join(' ', words.Select(word => word.Text)) : null;
    }

    // The first two words, where they are no words of the field or of grammar.
    private IEnumerable<string> Shorter(List<Word> words)
    {
        if (words.Count > 2 && !words.Take(2).Any(word => Vocabulary.IsStop(word.Text, "en")) && !SpeaksOfTheField([.. words.Take(2)]))
            yield return string.Join(' ', words.Take(2).Select(word => word.Text));
    }

    private bool SpeaksOfTheField(List<Word> words) => _catalogue.Vocabulary.ReadGoal(words)
        .Any(mention => mention is { Count: > 1 } || mention.Concept.Kind is ConceptKind.Subject or ConceptKind.Sensor or ConceptKind.Boundary);

    private List<Guid> Narrow(List<Guid> blocks, string stem) => [.. blocks.Where(block => _catalogue.Of(block).NameStems.Contains(stem))];

    private bool IsNamed(List<Guid> blocks, Word word) => Knows(word.Text) && blocks.Count > 0;

    private bool IsTelling(string word, HashSet<string> common) =>
        word.Length >= ShortestPart && word.Any(char.IsLetter) && !common.Contains(word) && !Vocabulary.IsStop(word, "en")
        && _catalogue.Vocabulary.ReadBlock(WordReader.Read(word)).All(mention => mention.Concept.Kind is ConceptKind.Output);
}

/// <summary>Words of a text that name blocks.</summary>
/// <param name="Blocks">Those that may be meant; one where the name is whole.</param>
/// <param name="From">The index of the first word.</param>
/// <param name="Count">How many words.</param>
internal sealed record BlockNaming(IReadOnlyList<Guid> Blocks, int From, int Count);
