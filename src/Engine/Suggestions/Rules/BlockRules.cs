using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Suggestions.Rules;

/// <summary>What beyond the schema is worth saying of a new block. That its name is free is checked when it is applied; here it is a warning.</summary>
internal static class BlockRules
{
    internal static Judgement Judge(JsonElement payload, GraphSnapshot catalogue)
    {
        var name = payload.GetProperty("name").GetString()!;
        var type = payload.GetProperty("block_type").GetString()!;
        List<Finding> warnings = [];
        if (catalogue.Blocks.Any(block => block.Name == name))
            warnings.Add(PairRules.Warning("/name", FindingCodes.NameTaken, $"The catalogue has a block named '{name}' already."));
        if (type == "paper")
            warnings.Add(PairRules.Warning("/block_type", FindingCodes.CoreRefuses, "Today's Core takes a paper only together with its address and abstract."));
        return new()
        {
            Errors = NameRules.Fault(name, "/name") is { } fault ? [fault] : [],
            Warnings = warnings,
            Title = name,
            Summary = payload.TryGetProperty("description", out var description) ? description.GetString() : $"A new block: {type}.",
        };
    }
}
