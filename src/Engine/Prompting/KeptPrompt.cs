using System.Text.Json;
using Constellation.Realtime.Engine.Providers;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>A prompt as it went to a provider.</summary>
/// <param name="Template">The version of the template of its system text.</param>
/// <param name="Tokens">Its tokens by our own count.</param>
/// <param name="Window">Those it might have had; null where there was no bound.</param>
internal sealed record KeptPrompt(DateTimeOffset At, string Provider, string Model, string Template, int Tokens, int? Window, PromptContent Content);

/// <summary>What a prompt says. Keys, addresses and settings of the provider are no part of it.</summary>
/// <param name="LeftOut">What there was no room for.</param>
/// <param name="Begun">The beginning of the reply that was to be gone on with.</param>
internal sealed record PromptContent(
    string System, IReadOnlyList<PromptLine> Messages, IReadOnlyList<PromptTool> Tools, IReadOnlyList<string> LeftOut, string Begun)
{
    public static PromptContent Of(SentPrompt sent) => new(
        sent.Prompt.System,
        [.. sent.Prompt.Messages.Select(message => new PromptLine(
            message.Role.ToString().ToLowerInvariant(),
            message.Part.ToString().ToLowerInvariant(),
            message.Text,
            message.ToolCallId,
            [.. message.ToolCalls.Select(call => new PromptCall(call.CallId, call.Name, call.Arguments))]))],
        [.. sent.Prompt.Tools.Select(tool => new PromptTool(tool.Name, tool.Description, tool.Schema))],
        sent.LeftOut,
        sent.Prompt.Begun);
}

/// <summary>A message of it.</summary>
/// <param name="Role"><c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Part"><c>said</c>, or as what sort of data it was put there.</param>
internal sealed record PromptLine(string Role, string Part, string Text, string? ToolCallId, IReadOnlyList<PromptCall> ToolCalls);

/// <summary>A tool call in it.</summary>
internal sealed record PromptCall(string CallId, string Name, string Arguments);

/// <summary>A tool that it offered.</summary>
internal sealed record PromptTool(string Name, string Description, JsonElement Schema);
