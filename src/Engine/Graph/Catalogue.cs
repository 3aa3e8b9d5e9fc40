using System.Collections.Frozen;
using Constellation.Realtime.Engine.Graph.Words;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>A snapshot with all that is looked up in it: facts, names, search. Immutable; made once per snapshot, off the request's path.</summary>
internal sealed class Catalogue
{
    private readonly FrozenDictionary<Guid, BlockFacts> _facts;
    private readonly FrozenDictionary<string, int> _documents;
    private readonly FrozenSet<string> _modelStems;
    private readonly FrozenDictionary<string, BlockFacts[]> _bySubject;

    public Catalogue(GraphSnapshot graph, Vocabulary vocabulary)
    {
        Graph = graph;
        Vocabulary = vocabulary;
        Facts = [.. graph.Blocks.Select(block => FactReader.Read(block, vocabulary))];
        _facts = Facts.ToFrozenDictionary(facts => facts.Block.BlockId);
        _documents = Facts.Where(facts => facts.Block.BlockType is not BlockType.Paper).SelectMany(facts => facts.Stems).CountBy(stem => stem)
            .ToFrozenDictionary();
        _modelStems = Facts.Where(facts => facts.Block.BlockType is BlockType.Model).SelectMany(facts => facts.Stems).ToFrozenSet();
        Models = [.. Facts.Where(facts => facts.Block.BlockType is BlockType.Model)];
        _bySubject = Facts.SelectMany(facts => facts.Subjects.Keys.Select(id => (id, facts))).GroupBy(pair => pair.id, pair => pair.facts)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray());
        Names = new BlockNames(this);
        Spelling = new Spelling(vocabulary.AllWords().Concat(Names.Words));
        Search = new BlockSearch(this);
        Intakes = new Intakes(this);
    }

    /// <summary>Nothing: what there is before the first reading.</summary>
    public static Catalogue Empty { get; } = new(new GraphSnapshot([], []), Vocabulary.Shared);

    public GraphSnapshot Graph { get; }

    public Vocabulary Vocabulary { get; }

    /// <summary>Every block's facts, in the snapshot's order.</summary>
    public IReadOnlyList<BlockFacts> Facts { get; }

    public IReadOnlyList<BlockFacts> Models { get; }

    public BlockNames Names { get; }

    public BlockSearch Search { get; }

    public Spelling Spelling { get; }

    public Intakes Intakes { get; }

    /// <summary>The facts of a block of this snapshot.</summary>
    public BlockFacts Of(Guid blockId) => _facts[blockId];

    /// <summary>The blocks that have something to do with the subject, in the snapshot's order.</summary>
    public IReadOnlyList<BlockFacts> About(string subject) => _bySubject.GetValueOrDefault(subject) ?? [];

    /// <summary>How many blocks that are no papers have the stem in their text.</summary>
    public int Documents(string stem) => _documents.GetValueOrDefault(stem);

    /// <summary>Whether some model has the stem in its text.</summary>
    public bool IsOfModels(string stem) => _modelStems.Contains(stem);

    /// <summary>How much the stem tells one block from others, 0 where all have it.</summary>
    public double Weight(string stem) => Math.Log((Facts.Count + 1.0) / (Documents(stem) + 1.0));
}
