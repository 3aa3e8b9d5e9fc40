using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Suggestions.Rules;

/// <summary>The words for kinds of blocks on the wire.</summary>
internal static class Words
{
    internal static string Of(BlockType type) => type switch
    {
        BlockType.Dataset => "dataset",
        BlockType.Model => "model",
        BlockType.Exports => "exports",
        _ => "paper",
    };
}
