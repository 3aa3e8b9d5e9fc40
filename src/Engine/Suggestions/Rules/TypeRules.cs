using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Suggestions.Rules;

/// <summary>Says in words what the graph's own rules hold against an edge.</summary>
internal static class TypeRules
{
    /// <summary>What does not fit, each with a code and a sentence.</summary>
    internal static IEnumerable<(string Code, string Message)> Misfits(Block source, Block target) =>
        EdgeRules.Faults(source, target).Select(fault => fault switch
    {
        EdgeFault.DataType => (FindingCodes.DataTypeMismatch,
            $"'{source.Name}' holds {Listed(source.Taxonomy.InputDataTypes)}, '{target.Name}' reads {Listed(target.Taxonomy.InputDataTypes)}."),
        EdgeFault.Source => (FindingCodes.SourceMismatch,
            $"'{source.Name}' comes from {Listed(source.Taxonomy.Sources())}, '{target.Name}' is made for {Listed(target.Taxonomy.Sources())}."),
        EdgeFault.Resolution => (FindingCodes.ResolutionMismatch,
            $"'{source.Name}' has the resolution {source.Taxonomy.SpatialResolution}, '{target.Name}' takes {target.Taxonomy.SpatialResolution}; they must be equal or adjacent."),
        EdgeFault.OutputType => (FindingCodes.OutputNotAccepted,
            $"'{source.Name}' gives {source.Taxonomy.OutputDataType}, '{target.Name}' accepts {Listed(target.Taxonomy.AcceptedOutputDataTypes)}."),
        _ => (FindingCodes.IllegalPair,
            $"'{source.Name}' ({GraphJson.ToText(source.BlockType)}) can't feed '{target.Name}' ({GraphJson.ToText(target.BlockType)})."),
    });

    private static string Listed(IEnumerable<string> values) => string.Join(", ", values);
}
