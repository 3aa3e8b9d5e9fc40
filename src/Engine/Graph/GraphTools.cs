using Constellation.Realtime.Engine.Providers;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>What a provider may look up in the catalogue. Results are compact JSON in a stable order; whatever goes wrong is said in words, for the
/// model to mend.</summary>
internal sealed class GraphTools(GraphFeed feed)
{
    private const int DefaultLimit = 8;
    private const int MostResults = 20;
    private const int SummaryChars = 60;

    /// <summary>The tools, for a prompt.</summary>
    public static IReadOnlyList<ToolDefinition> Definitions => GraphToolDefinitions.All;

    /// <summary>Whether this tool is one of these.</summary>
    public static bool Has(string name) => Definitions.Any(definition => definition.Name == name);

    /// <summary>Runs a call. Never throws.</summary>
    /// <param name="name">The tool's name as the model wrote it.</param>
    /// <param name="argumentsJson">The arguments' JSON text as the model wrote it.</param>
    /// <param name="handles">By what the session's model knows the blocks; by their full ids where absent.</param>
    public ToolResult Run(string name, string argumentsJson, BlockHandles? handles = null) => Run(feed.Catalogue, name, argumentsJson, handles);

    /// <summary>The same on a given catalogue.</summary>
    public static ToolResult Run(Catalogue catalogue, string name, string argumentsJson, BlockHandles? handles = null)
    {
        handles ??= BlockHandles.None;
        try
        {
            var arguments = ToolArguments.Parse(argumentsJson);
            return name switch
            {
                GraphToolDefinitions.SearchBlocks => Search(catalogue, arguments, handles),
                GraphToolDefinitions.GetBlock => Get(catalogue, arguments, handles),
                GraphToolDefinitions.FindPipelines => Find(catalogue, arguments, handles),
                _ => Error($"There is no tool '{Cut(name)}'; there are {Wording.And(Definitions.Select(definition => definition.Name))}."),
            };
        }
        catch (FormatException exception)
        {
            return Error(exception.Message);
        }
    }

    private static ToolResult Search(Catalogue catalogue, ToolArguments arguments, BlockHandles handles)
    {
        if (arguments.Text("query") is not { } query)
            return Error("query is needed: a few words.");
        var typeText = arguments.Text("block_type");
        var type = GraphJson.ToBlockType(typeText);
        if (typeText is not null && type is null)
            return Error("block_type must be dataset, model, exports or paper.");
        var blocks = catalogue.Search.Find(query, type, arguments.Limit(DefaultLimit, MostResults));
        return new ToolResult(new ToolText(handles).Blocks(blocks), $"{Count(blocks.Count, "block")} for '{Cut(query)}'");
    }

    private static ToolResult Get(Catalogue catalogue, ToolArguments arguments, BlockHandles handles)
    {
        if (arguments.Id("block_id", catalogue, handles) is not { } id)
            return Error("block_id is needed.");
        return catalogue.Graph.Find(id) is { } block
            ? new ToolResult(new ToolText(handles).Block(block, catalogue.Graph), block.Name)
            : Error($"There is no block {id}; search_blocks returns those that there are.");
    }

    private static ToolResult Find(Catalogue catalogue, ToolArguments arguments, BlockHandles handles)
    {
        Guid?[] ends = [arguments.Id("source_block_id", catalogue, handles), arguments.Id("target_block_id", catalogue, handles)];
        var text = arguments.Text("goal");
        if (text is null && ends.All(end => end is null))
            return Error("Give a goal, a source_block_id or a target_block_id.");
        if (ends.FirstOrDefault(end => end is { } id && catalogue.Graph.Find(id) is null) is { } unknown)
            return Error($"There is no block {unknown}; search_blocks returns those that there are.");
        var goal = text is null ? Goal.None : GoalReader.Read(text, catalogue);
        goal = goal with { Named = [.. goal.Named, .. ends.OfType<Guid>().Select(id => (IReadOnlyList<Guid>)[id])] };
        var findings = PathFinder.Find(goal, catalogue, arguments.Limit(DefaultLimit, MostResults));
        var paths = goal.Unheard is null && !goal.Foreign ? findings.Paths : [];
        return new ToolResult(new ToolText(handles).Findings(findings with { Paths = paths }, goal),
            $"{Count(paths.Count, "pipeline")}{(text is null ? "" : $" for '{Cut(text)}'")}");
    }

    private static ToolResult Error(string message) => new(ToolText.Error(message), "not understood");

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static string Cut(string text)
    {
        var line = string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= SummaryChars ? line : line[..(char.IsHighSurrogate(line[SummaryChars - 1]) ? SummaryChars - 1 : SummaryChars)] + "…";
    }
}
