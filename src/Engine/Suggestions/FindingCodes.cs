namespace Constellation.Realtime.Engine.Suggestions;

/// <summary>What can be found in a candidate, a schema or a suggestion. Schema findings beside these are named after the keyword, in snake case.</summary>
internal static class FindingCodes
{
    /// <summary>The candidate: how it is written.</summary>
    internal const string Empty = "empty", NotJson = "not_json", DuplicateKey = "duplicate_key", TooDeep = "too_deep", TooLarge = "too_large",
        BadUnicode = "bad_unicode", NumberTooLong = "number_too_long", CutShort = "cut_short", Ambiguous = "ambiguous";

    /// <summary>The candidate: judging it would take too long, which counts as not passing.</summary>
    internal const string TooCostly = "too_costly";

    /// <summary>The candidate: judging it ran into a fault of ours, which counts as not passing and is logged.</summary>
    internal const string NotJudged = "not_judged";

    /// <summary>The candidate: our own judge accepts it and NJsonSchema does not, which is a fault in one of the two and is logged.</summary>
    internal const string SecondOpinion = "second_opinion";

    /// <summary>The schema: what can't be enforced whole is not taken.</summary>
    internal const string UnknownKeyword = "unknown_keyword", UnknownDialect = "unknown_dialect", UnknownFormat = "unknown_format", BadKeyword = "bad_keyword",
        BadReference = "bad_reference", RemoteReference = "remote_reference", ReferenceCycle = "reference_cycle", BadPattern = "bad_pattern",
        TooManySchemas = "too_many_schemas", NotAnObject = "not_an_object";

    /// <summary>The schema: reading it ran into a fault of ours, which is logged.</summary>
    internal const string NotCompiled = "not_compiled";

    /// <summary>The graph: which blocks and edges.</summary>
    internal const string UnknownBlock = "unknown_block", DuplicateBlock = "duplicate_block", DuplicateEdge = "duplicate_edge", UnlistedBlock = "unlisted_block",
        PaperBlock = "paper_block", NoDataset = "no_dataset", NoModel = "no_model", BadName = "bad_name";

    /// <summary>The candidate: for what.</summary>
    internal const string UnknownTarget = "unknown_target";

    /// <summary>The graph: its shape.</summary>
    internal const string SelfLoop = "self_loop", Cycle = "cycle", Unconnected = "unconnected", IsolatedBlock = "isolated_block", IllegalPair = "illegal_pair";

    /// <summary>The graph: whether what flows fits.</summary>
    internal const string DataTypeMismatch = "data_type_mismatch", SourceMismatch = "source_mismatch", ResolutionMismatch = "resolution_mismatch",
        OutputNotAccepted = "output_not_accepted";

    /// <summary>Warnings: valid, but today's runner or Core could not take it, or something could not be judged.</summary>
    internal const string NotAChain = "not_a_chain", NoFilepath = "no_filepath", NotDeployable = "not_deployable", NoExport = "no_export",
        CoreRefuses = "core_refuses", Untyped = "untyped", EdgeExists = "edge_exists", NameTaken = "name_taken";

    /// <summary>A run of the pipeline runner: its operations.</summary>
    internal const string UnknownModel = "unknown_model", UnknownFile = "unknown_file", NotDeployed = "not_deployed", NotDeleted = "not_deleted",
        NothingExported = "nothing_exported";
}
