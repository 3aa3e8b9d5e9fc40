using Constellation.Realtime.Engine.Providers;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>What the parts of a prompt cost, in tokens. What a provider's template puts around them is taken from above.</summary>
internal static class PromptTokens
{
    public const int AroundMessage = 8;
    public const int AroundTool = 16;

    /// <summary>The whole prompt.</summary>
    public static int Of(Prompt prompt) =>
        OfSystem(prompt) + prompt.Messages.Sum(Of) + prompt.Tools.Sum(Of);

    /// <summary>What can't be left out of it: the system text, and the reply's beginning.</summary>
    public static int OfSystem(Prompt prompt) => TokenCount.Of(prompt.System) + TokenCount.Of(prompt.Begun) + (2 * AroundMessage);

    public static int Of(PromptMessage message) =>
        AroundMessage + TokenCount.Of(message.Text) + message.ToolCalls.Sum(call => AroundTool + TokenCount.Of(call.Name) + TokenCount.Of(call.Arguments));

    public static int Of(ToolDefinition tool) =>
        AroundTool + TokenCount.Of(tool.Name) + TokenCount.Of(tool.Description) + TokenCount.Of(tool.Schema.GetRawText());

    /// <summary>Whether it has so many tokens at most for certain, without counting them.</summary>
    public static bool AreAtMost(Prompt prompt, long tokens) => tokens >= TokenCount.AtMost(prompt.System) + TokenCount.AtMost(prompt.Begun) + (2 * AroundMessage)
        + prompt.Messages.Sum(message => AroundMessage + TokenCount.AtMost(message.Text)
            + message.ToolCalls.Sum(call => AroundTool + TokenCount.AtMost(call.Name) + TokenCount.AtMost(call.Arguments)))
        + prompt.Tools.Sum(tool => AroundTool + TokenCount.AtMost(tool.Name) + TokenCount.AtMost(tool.Description) + TokenCount.AtMost(tool.Schema.GetRawText()));
}
