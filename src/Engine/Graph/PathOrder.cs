namespace Constellation.Realtime.Engine.Graph;

/// <summary>Which of two pipelines comes first: the one that breaks fewer conditions, then the one that scores higher, then by names.</summary>
internal sealed class PathOrder : IComparer<PipelinePath>
{
    public static readonly PathOrder BestFirst = new();

    /// <inheritdoc/>
    public int Compare(PipelinePath? one, PipelinePath? other)
    {
        var order = one!.Misses.Count.CompareTo(other!.Misses.Count);
        if (order == 0)
            order = other.Score.CompareTo(one.Score);
        if (order == 0)
            order = string.CompareOrdinal(one.Dataset.Block.Name, other.Dataset.Block.Name);
        if (order == 0)
            order = string.CompareOrdinal(one.Model.Block.Name, other.Model.Block.Name);
        return order == 0 ? string.CompareOrdinal(one.Export?.Block.Name, other.Export?.Block.Name) : order;
    }
}
