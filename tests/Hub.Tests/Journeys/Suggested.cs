namespace Constellation.Realtime.Hub.Tests.Journeys;

/// <summary>What a model may write for the target <c>pipeline</c>, on the bundled catalogue.</summary>
internal static class Suggested
{
    internal const string Dataset = "e6283d9d-1afb-53d7-a5ef-63ce1831c492";
    private const string Model = "f7f3d3ab-495f-5df4-a168-063aac3d0614";
    private const string Export = "6c1a611a-5a1b-5489-a16f-9fd529c2ce56";

    internal const string Fires =
        $$"""{"name":"Fires","blocks":["{{Dataset}}","{{Model}}","{{Export}}"],"edges":[{"source_block_id":"{{Dataset}}","target_block_id":"{{Model}}","edge_type":"primary"},{"source_block_id":"{{Model}}","target_block_id":"{{Export}}","edge_type":"primary"}]}""";

    /// <summary>The same as a person may have changed it: another name, more to read.</summary>
    internal const string Edited =
        $$"""{"name":"My fires","description":"Every morning.","blocks":["{{Dataset}}","{{Model}}","{{Export}}"],"edges":[{"source_block_id":"{{Dataset}}","target_block_id":"{{Model}}","edge_type":"primary"},{"source_block_id":"{{Model}}","target_block_id":"{{Export}}","edge_type":"primary"}]}""";

    /// <summary>A pipeline of these three, whatever they are.</summary>
    internal static string Of(IReadOnlyList<string> ids) =>
        $$"""{"name":"Burn scars","edges":[{"edge_type":"primary","source_block_id":"{{ids[0]}}","target_block_id":"{{ids[1]}}"},{"edge_type":"primary","source_block_id":"{{ids[1]}}","target_block_id":"{{ids[2]}}"}],"blocks":["{{ids[0]}}","{{ids[1]}}","{{ids[2]}}"]}""";

    /// <summary>Its dataset has no file that the runner could fetch.</summary>
    internal static readonly string NotRunnable = Fires.Replace(Dataset, "3ee473d2-b576-5d75-ad26-3cad7d8220e1", StringComparison.Ordinal)
        .Replace(Model, "4f785549-ac83-53d4-adb0-c6f6e46b4d52", StringComparison.Ordinal);

    /// <summary>Its model is a block that does not exist.</summary>
    internal static readonly string Unknown = Fires.Replace(Model, "00000000-0000-4000-8000-000000000000", StringComparison.Ordinal);

    /// <summary>An edge goes back.</summary>
    internal static readonly string Backwards = Fires.Replace(
        $$"""{"source_block_id":"{{Dataset}}","target_block_id":"{{Model}}""", $$"""{"source_block_id":"{{Model}}","target_block_id":"{{Dataset}}""", StringComparison.Ordinal);
}
