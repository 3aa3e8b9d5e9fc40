namespace Constellation.Realtime.Engine.Graph;

/// <summary>What a tool answers.</summary>
/// <param name="Text">For the model: JSON, or an error in words.</param>
/// <param name="Summary">For people: a few words, such as "12 blocks for 'radar flood'".</param>
internal sealed record ToolResult(string Text, string Summary);
