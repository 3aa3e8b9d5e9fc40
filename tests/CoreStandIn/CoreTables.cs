using System.Text.Json.Nodes;

namespace Constellation.Realtime.CoreStandIn;

/// <summary>
/// What Core does to its tables, as it does it today: ids are given out and never told, names are unique, every pipeline gets edge rows of its own, and a
/// pipeline is verified from the source of whichever edge comes first.
/// </summary>
internal sealed class CoreTables
{
    private readonly Lock _lock = new();
    private readonly List<CoreBlock> _blocks = [];
    private readonly List<CoreEdge> _edges = [];
    private readonly List<CorePipeline> _pipelines = [];

    public IReadOnlyList<CoreBlock> Blocks { get { lock (_lock) return [.. _blocks]; } }

    public IReadOnlyList<CoreEdge> Edges { get { lock (_lock) return [.. _edges]; } }

    public IReadOnlyList<CorePipeline> Pipelines { get { lock (_lock) return [.. _pipelines]; } }

    public void Put(IEnumerable<CoreBlock> blocks, IEnumerable<CoreEdge> edges, IEnumerable<CorePipeline> pipelines)
    {
        lock (_lock)
        {
            _blocks.Clear();
            _blocks.AddRange(blocks);
            _edges.Clear();
            _edges.AddRange(edges);
            _pipelines.Clear();
            _pipelines.AddRange(pipelines);
        }
    }

    public void Add(CorePipeline pipeline)
    {
        lock (_lock) _pipelines.Add(pipeline);
    }

    public bool AddBlock(JsonNode? block, bool hasPaper)
    {
        lock (_lock)
        {
            if (Text(block, "name") is not { } name || Text(block, "block_type") is not { } type || _blocks.Exists(one => one.Name == name)) return false;
            if (type is not ("dataset" or "model" or "paper" or "exports") || (type == "paper" && !hasPaper)) return false;
            _blocks.Add(new CoreBlock(Guid.NewGuid(), name, type, Text(block, "description"), Text(block, "filepath")));
            return true;
        }
    }

    public bool AddEdge(JsonNode? edge)
    {
        lock (_lock)
        {
            if (Ends(edge) is not { } ends) return false;
            _edges.Add(new CoreEdge(Guid.NewGuid(), ends.Source, ends.Target));
            return true;
        }
    }

    /// <summary>All or nothing, as its transaction is.</summary>
    public bool AddPipeline(JsonNode body, IReadOnlySet<Guid> profiles)
    {
        lock (_lock)
        {
            var pipeline = body["pipeline"];
            var name = Text(pipeline, "name");
            if (!Guid.TryParse(Text(pipeline, "user_id"), out var userId) || !profiles.Contains(userId)) return false;
            if (name is not null && _pipelines.Exists(one => one.Name == name)) return false;
            List<CoreBlock> made = [];
            List<Guid> links = [];
            foreach (var block in body["blocks"]?.AsArray() ?? [])
            {
                if (Text(block, "name") is not { } blockName) return false;
                var found = _blocks.Concat(made).FirstOrDefault(one => one.Name == blockName);
                if (found is null) made.Add(found = new CoreBlock(Guid.NewGuid(), blockName, Text(block, "block_type") ?? "", Text(block, "description"), Text(block, "filepath")));
                if (links.Contains(found.BlockId)) return false;
                links.Add(found.BlockId);
            }

            // An edge's ends must be there; among the pipeline's own blocks they need not be.
            List<CoreEdge> edges = [];
            foreach (var edge in body["edges"]?.AsArray() ?? [])
            {
                if (Ends(edge) is not { } ends) return false;
                edges.Add(new CoreEdge(Guid.NewGuid(), ends.Source, ends.Target));
            }

            _blocks.AddRange(made);
            _edges.AddRange(edges);
            _pipelines.Add(new CorePipeline(Guid.NewGuid(), name, Text(pipeline, "description"), userId) { BlockIds = links, EdgeIds = [.. edges.Select(edge => edge.EdgeId)] });
            return true;
        }
    }

    public bool Remove(Guid pipelineId)
    {
        lock (_lock) return _pipelines.RemoveAll(pipeline => pipeline.PipelineId == pipelineId) > 0;
    }

    /// <summary>The form that takes blocks and edges along, those of others included.</summary>
    public bool RemoveWithDependencies(Guid pipelineId)
    {
        lock (_lock)
        {
            if (_pipelines.Find(pipeline => pipeline.PipelineId == pipelineId) is not { } found) return false;
            _blocks.RemoveAll(block => found.BlockIds.Contains(block.BlockId));
            _edges.RemoveAll(edge => found.EdgeIds.Contains(edge.EdgeId));
            return _pipelines.Remove(found);
        }
    }

    /// <summary>Core's rule as coded: every block must be reachable, along the edges, from the source of the first row; no pair twice, no cycle.</summary>
    /// <param name="backwards">The database gives the rows from the last to the first.</param>
    public bool Verify(Guid pipelineId, bool backwards)
    {
        lock (_lock)
        {
            if (_pipelines.Find(pipeline => pipeline.PipelineId == pipelineId) is not { EdgeIds.Count: > 0 } pipeline) return false;
            var edges = pipeline.EdgeIds.Select(id => _edges.Find(edge => edge.EdgeId == id)!).ToList();
            if (backwards) edges.Reverse();
            if (edges.DistinctBy(edge => (edge.SourceBlockId, edge.TargetBlockId)).Count() < edges.Count) return false;
            var nodes = edges.SelectMany(edge => new[] { edge.SourceBlockId, edge.TargetBlockId }).ToHashSet();
            return !HasCycle(nodes, edges) && Reach(edges[0].SourceBlockId, edges).SetEquals(nodes);
        }
    }

    private static bool HasCycle(HashSet<Guid> nodes, List<CoreEdge> edges) => nodes.Any(node => edges
        .Where(edge => edge.SourceBlockId == node).Any(edge => Reach(edge.TargetBlockId, edges).Contains(node)));

    private static HashSet<Guid> Reach(Guid from, List<CoreEdge> edges)
    {
        HashSet<Guid> reached = [from];
        Queue<Guid> next = new(reached);
        while (next.TryDequeue(out var node))
            foreach (var edge in edges.Where(edge => edge.SourceBlockId == node))
                if (reached.Add(edge.TargetBlockId)) next.Enqueue(edge.TargetBlockId);
        return reached;
    }

    private (Guid Source, Guid Target)? Ends(JsonNode? edge) =>
        Guid.TryParse(Text(edge, "source_block_id"), out var source) && Guid.TryParse(Text(edge, "target_block_id"), out var target)
            && _blocks.Exists(block => block.BlockId == source) && _blocks.Exists(block => block.BlockId == target) ? (source, target) : null;

    private static string? Text(JsonNode? node, string name) => node is JsonObject && node[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
