using Constellation.Realtime.Engine.Graph.Words;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>Which block a text that is no block's id may have meant: for a hint, never to put it in its place.</summary>
internal static class NearestBlock
{
    /// <summary>Digits of a full id's 32 that may be wrong.</summary>
    private const int WrongDigits = 4;

    private const int ShortestText = 3;
    private const int LongestText = 100;

    /// <summary>The block of this very name, in any case; null where there is none.</summary>
    internal static Block? Named(string text, GraphSnapshot graph) => graph.Blocks.FirstOrDefault(block => string.Equals(block.Name, text, StringComparison.OrdinalIgnoreCase));

    /// <summary>What to say of it, with a blank before it; empty where nothing is near.</summary>
    internal static string Hint(string text, GraphSnapshot graph, BlockHandles handles)
    {
        var block = handles.Near(text) is { } near ? graph.Find(handles.Find(near)!.Value) : Find(text, graph);
        return block is null ? "" : $" Is '{block.Name}' meant? Its block_id is {handles.Of(block.BlockId)}.";
    }

    /// <summary>The block whose name or id is nearest, or null.</summary>
    internal static Block? Find(string text, GraphSnapshot graph)
    {
        if (Guid.TryParse(text, out var id))
            return OfId(id, graph);
        if (Named(text, graph) is { } named)
            return named;
        var plain = Plain(text);
        if (plain.Length is < ShortestText or > LongestText)
            return null;
        Block? best = null;
        var least = Math.Max(1, plain.Length / 4) + 1;
        foreach (var block in graph.Blocks)
        {
            var name = Plain(block.Name);
            if (Math.Abs(name.Length - plain.Length) < least && Spelling.Distance(plain, name) is var distance && distance < least)
                (best, least) = (block, distance);
        }
        return best ?? Only(graph.Blocks.Where(block => Plain(block.Name).Contains(plain, StringComparison.Ordinal)));
    }

    private static Block? OfId(Guid id, GraphSnapshot graph)
    {
        var digits = id.ToString("N");
        return Only(graph.Blocks.Where(block => block.BlockId.ToString("N").Zip(digits).Count(pair => pair.First != pair.Second) <= WrongDigits));
    }

    private static Block? Only(IEnumerable<Block> blocks) => blocks.Take(2).ToArray() is [var only] ? only : null;

    private static string Plain(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
