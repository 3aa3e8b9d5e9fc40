namespace Constellation.Realtime.Engine.Suggestions.Rules;

/// <summary>The shape of a pipeline (R2, R8): every block touched by an edge, all in one piece, no cycle. Linear in blocks and edges, up to sorting.</summary>
internal static class PipelineShape
{
    private const int Named = 6;

    internal static void Judge(DrawnPipeline drawn, List<CandidateError> errors)
    {
        var touched = new bool[drawn.Blocks.Count];
        foreach (var edge in drawn.Edges)
            touched[edge.Source] = touched[edge.Target] = true;
        for (var position = 0; position < touched.Length; position++)
        {
            if (!touched[position])
                errors.Add(new() { Pointer = $"/blocks/{drawn.Blocks[position].Place}", Code = FindingCodes.IsolatedBlock, Message = $"No edge touches '{drawn.Blocks[position].Block.Name}'." });
        }
        JudgePieces(drawn, touched, errors);
        JudgeCycle(drawn, errors);
    }

    /// <summary>The positions of the blocks in the order of the data's flow; among equals the payload's order. The pipeline must have no cycle.</summary>
    internal static int[] Order(DrawnPipeline drawn) => Sort(drawn).Order;

    private static void JudgePieces(DrawnPipeline drawn, bool[] touched, List<CandidateError> errors)
    {
        var roots = Enumerable.Range(0, touched.Length).ToArray();
        foreach (var edge in drawn.Edges)
            roots[Root(roots, edge.Source)] = Root(roots, edge.Target);
        var pieces = Enumerable.Range(0, touched.Length).Where(position => touched[position]).GroupBy(position => Root(roots, position)).ToArray();
        foreach (var piece in pieces.Skip(1))
        {
            var names = piece.Take(Named).Select(position => $"'{drawn.Blocks[position].Block.Name}'");
            errors.Add(new()
            {
                Pointer = $"/blocks/{drawn.Blocks[piece.First()].Place}",
                Code = FindingCodes.Unconnected,
                Message = $"{string.Join(", ", names)}{(piece.Count() > Named ? " and more" : "")} {(piece.Count() > 1 ? "are" : "is")} not connected to '{drawn.Blocks[pieces[0].First()].Block.Name}'.",
            });
        }
    }

    private static int Root(int[] roots, int position)
    {
        while (roots[position] != position)
            position = roots[position] = roots[roots[position]];
        return position;
    }

    private static void JudgeCycle(DrawnPipeline drawn, List<CandidateError> errors)
    {
        var (order, waiting) = Sort(drawn);
        if (order.Length == drawn.Blocks.Count)
            return;
        // What still waits is fed by others that wait: going back from any of them leads into a cycle.
        var feeder = new Dictionary<int, (int Source, int Place)>();
        foreach (var edge in drawn.Edges)
        {
            if (waiting[edge.Source] > 0 && waiting[edge.Target] > 0)
                feeder[edge.Target] = (edge.Source, edge.Place);
        }
        List<int> way = [];
        var at = feeder.Keys.Min();
        while (!way.Contains(at))
        {
            way.Add(at);
            at = feeder[at].Source;
        }
        int[] cycle = [.. way.Skip(way.IndexOf(at)).Append(at).Reverse()];
        var names = cycle.Take(Named).Select(position => $"'{drawn.Blocks[position].Block.Name}'");
        errors.Add(new()
        {
            Pointer = $"/edges/{feeder[at].Place}",
            Code = FindingCodes.Cycle,
            Message = $"Data would flow in a circle: {string.Join(" → ", names)}{(cycle.Length > Named ? " → …" : "")}.",
        });
    }

    /// <summary>Kahn's algorithm; where there is a cycle, the order lacks its blocks and what they feed, and those still wait.</summary>
    private static (int[] Order, int[] Waiting) Sort(DrawnPipeline drawn)
    {
        var count = drawn.Blocks.Count;
        var waiting = new int[count];
        var next = drawn.Edges.ToLookup(edge => edge.Source, edge => edge.Target);
        foreach (var edge in drawn.Edges)
            waiting[edge.Target]++;
        PriorityQueue<int, int> ready = new();
        for (var position = 0; position < count; position++)
        {
            if (waiting[position] == 0)
                ready.Enqueue(position, position);
        }
        List<int> order = new(count);
        while (ready.TryDequeue(out var position, out _))
        {
            order.Add(position);
            foreach (var target in next[position])
            {
                if (--waiting[target] == 0)
                    ready.Enqueue(target, target);
            }
        }
        return ([.. order], waiting);
    }
}
