using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Suggestions.Rules;

/// <summary>Whether what one block gives is what the other takes, by the taxonomy. What a block does not say can't be held against it.</summary>
internal static class TypeRules
{
    private const string NotApplicable = "N/A";

    private static readonly string[] Resolutions =
        ["Extremely High", "Very High", "High", "Medium-High", "Medium", "Medium-Low", "Low", "Very Low", "Extremely Low"];

    /// <summary>Whether two kinds of blocks may be joined at all: datasets feed models, models feed exports.</summary>
    internal static bool MayJoin(BlockType source, BlockType target) =>
        (source, target) is (BlockType.Dataset, BlockType.Model) or (BlockType.Model, BlockType.Exports);

    /// <summary>Whether everything that can be judged fits.</summary>
    internal static bool Fits(Block source, Block target) => MayJoin(source.BlockType, target.BlockType) && !Misfits(source, target).Any();

    /// <summary>What does not fit, each with a code and a sentence. The pair must be one that <see cref="MayJoin"/>.</summary>
    internal static IEnumerable<(string Code, string Message)> Misfits(Block source, Block target) =>
        target.BlockType == BlockType.Exports ? OutputMisfits(source, target) : InputMisfits(source, target);

    /// <summary>Whether the taxonomy says too little to judge the pair.</summary>
    internal static bool IsUntyped(Block source, Block target) => target.BlockType == BlockType.Exports
        ? source.Taxonomy.OutputDataType is null || target.Taxonomy.AcceptedOutputDataTypes.Count == 0
        : !Said(source.Taxonomy.InputDataTypes).Any() || !Said(target.Taxonomy.InputDataTypes).Any();

    private static IEnumerable<(string Code, string Message)> InputMisfits(Block dataset, Block model)
    {
        if (AreApart(Said(dataset.Taxonomy.InputDataTypes), Said(model.Taxonomy.InputDataTypes)))
        {
            yield return (FindingCodes.DataTypeMismatch,
                $"'{dataset.Name}' holds {Listed(dataset.Taxonomy.InputDataTypes)}, '{model.Name}' reads {Listed(model.Taxonomy.InputDataTypes)}.");
        }
        if (AreApart(Sources(dataset.Taxonomy), Sources(model.Taxonomy)))
        {
            yield return (FindingCodes.SourceMismatch,
                $"'{dataset.Name}' comes from {Listed(AllSources(dataset.Taxonomy))}, '{model.Name}' is made for {Listed(AllSources(model.Taxonomy))}.");
        }
        if (Resolution(dataset.Taxonomy) is { } given && Resolution(model.Taxonomy) is { } taken && Math.Abs(given - taken) > 1)
        {
            yield return (FindingCodes.ResolutionMismatch,
                $"'{dataset.Name}' has the resolution {dataset.Taxonomy.SpatialResolution}, '{model.Name}' takes {model.Taxonomy.SpatialResolution}; they must be equal or adjacent.");
        }
    }

    // Here "N/A" is a kind of output like any other: embeddings.
    private static IEnumerable<(string Code, string Message)> OutputMisfits(Block model, Block sink)
    {
        var accepted = sink.Taxonomy.AcceptedOutputDataTypes;
        if (model.Taxonomy.OutputDataType is { } output && accepted.Count > 0 && !accepted.Contains(output, StringComparer.Ordinal))
            yield return (FindingCodes.OutputNotAccepted, $"'{model.Name}' gives {output}, '{sink.Name}' accepts {Listed(accepted)}.");
    }

    private static bool AreApart(IEnumerable<string> left, IEnumerable<string> right)
    {
        var (given, taken) = (left.ToArray(), right.ToArray());
        return given.Length > 0 && taken.Length > 0 && !given.Any(value => taken.Contains(value, StringComparer.Ordinal));
    }

    private static IEnumerable<string> Said(IEnumerable<string> values) => values.Where(value => value != NotApplicable);

    private static IEnumerable<string> Sources(Taxonomy taxonomy) =>
        Said(taxonomy.SatelliteDataSources).Select(SensorFamilies.Of).Concat(Said(taxonomy.ClimateWeatherDataSources));

    private static IEnumerable<string> AllSources(Taxonomy taxonomy) => Said(taxonomy.SatelliteDataSources).Concat(Said(taxonomy.ClimateWeatherDataSources));

    /// <summary>The class's place from fine to coarse; null where it is variable, custom or not said.</summary>
    private static int? Resolution(Taxonomy taxonomy)
    {
        var name = taxonomy.SpatialResolution?.Split(" (")[0];
        return Array.IndexOf(Resolutions, name) is var place and >= 0 ? place : null;
    }

    private static string Listed(IEnumerable<string> values) => string.Join(", ", values);
}
