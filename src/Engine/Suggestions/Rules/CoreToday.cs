using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.Suggestions.Rules;

/// <summary>What Constellation's Core of December 2024 would say: every block must be reachable, along the edges, from the source of the first one.</summary>
internal static class CoreToday
{
    internal static void Judge(DrawnPipeline drawn, int[] order, List<Finding> warnings)
    {
        var reached = new bool[drawn.Blocks.Count];
        reached[order[0]] = true;
        var next = drawn.Edges.ToLookup(edge => edge.Source, edge => edge.Target);
        foreach (var position in order)
        {
            foreach (var target in next[position])
                reached[target] |= reached[position];
        }
        var left = Array.IndexOf(reached, false);
        if (left >= 0)
        {
            warnings.Add(PairRules.Warning($"/blocks/{drawn.Blocks[left].Place}", FindingCodes.CoreRefuses,
                $"Today's Core will not verify it: '{drawn.Blocks[left].Block.Name}' can't be reached from '{drawn.Blocks[order[0]].Block.Name}'."));
        }
    }
}
