using static Constellation.Realtime.Hub.Tests.Repairing.Payloads;

namespace Constellation.Realtime.Hub.Tests.Repairing;

/// <summary>For each rule of the graph, and of a run, what breaks it, and where.</summary>
internal static class GraphFaults
{
    private static readonly (string Rule, string Target, string Wrong, string Right, string Pointer)[] Pipelines =
    [
        ("R1 a block once", "pipeline", Of("PFP", "PF"), Of("PF", "PF"), "/blocks/2"),
        ("R1 an edge once", "pipeline", Of("PF", "PF", "PF"), Of("PF", "PF"), "/edges/1"),
        ("R1 edges join listed blocks", "pipeline", Of("PF", "PF", "FS"), Of("PFS", "PF", "FS"), "/edges/1/target_block_id"),
        ("R2 every block is touched", "pipeline", Of("PFS", "PF"), Of("PFS", "PF", "FS"), "/blocks/2"),
        ("R2 all is one piece", "pipeline", Of("PFRL", "PF", "RL"), Of("PF", "PF"), "/blocks/2"),
        ("R2 nothing feeds itself", "pipeline", Of("PF", "PF", "FF"), Of("PF", "PF"), "/edges/1"),
        ("R2 no circle", "pipeline", Of("PFC", "PF", "FC", "CF"), Of("PF", "PF"), "/edges/2"),
        ("R3 a dataset into an export", "pipeline", Of("PFS", "PF", "PS"), Of("PFS", "PF", "FS"), "/edges/1"),
        ("R3 a model into a model", "pipeline", Of("TCE", "TC", "CE"), Of("TC", "TC"), "/edges/1"),
        ("R3 no papers", "pipeline", Of("PFA", "PF", "AF"), Of("PF", "PF"), "/blocks/2"),
        ("R4 a dataset", "pipeline", Of("FS", "FS"), Of("PFS", "PF", "FS"), "/blocks"),
        ("R4 a model", "pipeline", Of("PS", "PS"), Of("PFS", "PF", "FS"), "/blocks"),
        ("R5 the kind of data", "pipeline", Of("RE", "RE"), Of("TE", "TE"), "/edges/0"),
        ("R5 the source", "pipeline", Of("NC", "NC"), Of("TC", "TC"), "/edges/0"),
        ("R6 the resolution", "pipeline", Of("NCS", "NC", "CS"), Of("TCS", "TC", "CS"), "/edges/0"),
        ("R7 what the sink takes", "pipeline", Of("NEM", "NE", "EM"), Of("NES", "NE", "ES"), "/edges/1"),
        ("R9 a name that is none", "block", Block.Replace("Smoke finder", "Smoke\\u0000", StringComparison.Ordinal), Block, "/name"),
        ("an edge into itself", "edge", Edge.Replace("<F>", "<P>", StringComparison.Ordinal), Edge, ""),
        ("an edge of kinds that don't fit", "edge", Edge.Replace("<F>", "<S>", StringComparison.Ordinal), Edge, ""),
        ("a run of an unknown model", "dagster_job", Job(Deploy, Export, Delete).Replace("Fire", "Smoke", StringComparison.Ordinal), Job(Deploy, Export, Delete), $"{Steps}/0/parameters/model"),
        ("a run on an unknown file", "dagster_job", Job(Deploy, Export, Delete).Replace("drive-1", "drive-2", StringComparison.Ordinal), Job(Deploy, Export, Delete), $"{Steps}/1/parameters/inference_results/parameters/data/parameters/data/parameters/file_id"),
        ("a run of what isn't deployed", "dagster_job", Job(Export, Deploy, Delete), Job(Deploy, Export, Delete), $"{Steps}/0/parameters/inference_results/parameters/model"),
        ("a run that leaves a model there", "dagster_job", Job(Deploy, Export), Job(Deploy, Export, Delete), Steps),
        ("a run for nothing", "dagster_job", Job(Deploy, Delete), Job(Deploy, Export, Delete), Steps),
    ];

    internal static IEnumerable<Fault> All() => Pipelines.Select(rule =>
        new Fault { Class = "graph rules", About = rule.Rule, Target = rule.Target, Text = rule.Wrong, Right = rule.Right, Pointer = rule.Pointer });
}
