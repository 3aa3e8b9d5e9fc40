namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>Finds schemas that lead back to themselves with no step into the value: judging by them would never end.</summary>
internal static class ReferenceCycles
{
    /// <summary>More schemas than these in a row for one value would be a danger to the stack.</summary>
    private const int Longest = 100;

    internal static void Find(IEnumerable<SchemaNode> nodes, SchemaFindings findings)
    {
        Dictionary<SchemaNode, int> heights = [];
        HashSet<SchemaNode> open = [];
        foreach (var start in nodes)
        {
            if (heights.ContainsKey(start))
                continue;
            Stack<(SchemaNode Node, IEnumerator<SchemaNode> Next, int Height)> path = new();
            open.Add(start);
            path.Push((start, start.InPlace.GetEnumerator(), 0));
            while (path.TryPop(out var top))
            {
                if (!top.Next.MoveNext())
                {
                    open.Remove(top.Node);
                    heights[top.Node] = top.Height;
                    Raise(path, top.Height + 1);
                    continue;
                }
                var next = top.Next.Current;
                path.Push(top);
                if (heights.TryGetValue(next, out var height))
                    Raise(path, height + 1);
                else if (open.Add(next))
                    path.Push((next, next.InPlace.GetEnumerator(), 0));
                else
                {
                    findings.Add(top.Node.Pointer, FindingCodes.ReferenceCycle, $"This leads to '{next.Pointer}', which leads back here, with no step into the value.");
                    return;
                }
            }
            if (heights[start] > Longest)
            {
                findings.Add(start.Pointer, FindingCodes.ReferenceCycle, $"More than {Longest} schemas follow each other here with no step into the value.");
                return;
            }
        }
    }

    private static void Raise(Stack<(SchemaNode Node, IEnumerator<SchemaNode> Next, int Height)> path, int height)
    {
        if (path.TryPop(out var top))
            path.Push(top with { Height = Math.Max(top.Height, height) });
    }
}
