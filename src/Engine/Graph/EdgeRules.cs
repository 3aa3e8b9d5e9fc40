namespace Constellation.Realtime.Engine.Graph;

/// <summary>Which blocks an edge of a pipeline may join, by what the taxonomy says of them. What it doesn't say is never held against them.</summary>
internal static class EdgeRules
{
    /// <summary>Sources without a taxonomy don't tell which models can be deployed; these are known to be.</summary>
    private static readonly string[] KnownDeployable =
    [
        "EdBianchi/vit-fire-detection", "amyeroberts/swin-tiny-patch4-window7-224-finetuned-eurosat", "victor/autotrain-satellite-image-classification-40975105875",
    ];

    /// <summary>What speaks against joining source to target; empty where nothing does.</summary>
    public static IReadOnlyList<EdgeFault> Faults(Block source, Block target)
    {
        if ((source.BlockType, target.BlockType) is not ((BlockType.Dataset, BlockType.Model) or (BlockType.Model, BlockType.Exports)))
            return [EdgeFault.Pair];
        var faults = new List<EdgeFault>();
        if (source.BlockType is BlockType.Dataset)
        {
            if (!SharesType(source.Taxonomy, target.Taxonomy))
                faults.Add(EdgeFault.DataType);
            if (HasSource(source.Taxonomy) && HasSource(target.Taxonomy) && !Satellites.Share(source.Taxonomy, target.Taxonomy))
                faults.Add(EdgeFault.Source);
            if (!SharesResolution(source.Taxonomy, target.Taxonomy))
                faults.Add(EdgeFault.Resolution);
        }
        else if (!Accepts(target.Taxonomy, source.Taxonomy))
        {
            faults.Add(EdgeFault.OutputType);
        }

        return faults;
    }

    /// <summary>Whether the taxonomy says too little of the two to judge the pair.</summary>
    public static bool IsUntyped(Block source, Block target) => target.BlockType is BlockType.Exports
        ? source.Taxonomy.OutputDataType is null || target.Taxonomy.AcceptedOutputDataTypes.Count == 0
        : Unsaid(source.Taxonomy.InputDataTypes) || Unsaid(target.Taxonomy.InputDataTypes);

    /// <summary>Whether today's runner can execute the chain: a dataset with a file, a Hugging Face image classifier, the sink that it has an
    /// operation for.</summary>
    public static IReadOnlyList<string> WhyNotRunnable(Block dataset, Block model, Block? export)
    {
        var reasons = new List<string>();
        if (string.IsNullOrEmpty(dataset.Filepath))
            reasons.Add($"{dataset.Name} has no file that the runner can import");
        if (!IsDeployable(model))
            reasons.Add($"{model.Name} is no Hugging Face image classifier, the only kind the runner can deploy");
        if (export is null || !HasOperation(export))
            reasons.Add(export is null ? "it has no export" : $"the runner has no operation for {export.Name}");
        return reasons;
    }

    /// <summary>Whether <see cref="WhyNotRunnable"/> has nothing to say.</summary>
    public static bool IsRunnable(Block dataset, Block model, Block? export) =>
        !string.IsNullOrEmpty(dataset.Filepath) && IsDeployable(model) && export is not null && HasOperation(export);

    /// <summary>Whether the runner has an operation that writes a model's results to this sink: <c>export_to_s3</c>, the only one that it can put behind a model.</summary>
    public static bool HasOperation(Block export) =>
        export.Taxonomy.Keywords.Contains("dagster-op:export_to_s3", StringComparer.OrdinalIgnoreCase)
        || string.Equals(export.Name, "export-to-S3", StringComparison.Ordinal);

    /// <summary>Whether the runner can deploy this model.</summary>
    public static bool IsDeployable(Block model) => model.Taxonomy.Keywords.Contains("hf-image-classification", StringComparer.OrdinalIgnoreCase)
        || KnownDeployable.Contains(model.Name, StringComparer.Ordinal);

    private static bool SharesType(Taxonomy dataset, Taxonomy model) =>
        Unsaid(dataset.InputDataTypes) || Unsaid(model.InputDataTypes)
            || dataset.InputDataTypes.Intersect(model.InputDataTypes).Any(type => type != Taxonomy.None);

    // A block without one takes or gives data of any.
    private static bool HasSource(Taxonomy taxonomy) => taxonomy.Sources().Any();

    private static bool SharesResolution(Taxonomy dataset, Taxonomy model) =>
        Resolutions.Rank(dataset.SpatialResolution) is not { } left || Resolutions.Rank(model.SpatialResolution) is not { } right
            || Math.Abs(left - right) <= 1;

    // "N/A" as an output means embeddings: a sink that takes them lists it.
    private static bool Accepts(Taxonomy export, Taxonomy model) =>
        model.OutputDataType is null || export.AcceptedOutputDataTypes.Count == 0 || export.AcceptedOutputDataTypes.Contains(model.OutputDataType);

    private static bool Unsaid(IReadOnlyList<string> values) => values.Count == 0;

}

/// <summary>What speaks against an edge.</summary>
internal enum EdgeFault
{
    /// <summary>These kinds of block are never joined in this direction.</summary>
    Pair,

    /// <summary>The model doesn't read the dataset's kind of data.</summary>
    DataType,

    /// <summary>The model was made for other satellites or climate sources.</summary>
    Source,

    /// <summary>Pixels of very different size.</summary>
    Resolution,

    /// <summary>The sink doesn't take the model's kind of result.</summary>
    OutputType,
}
