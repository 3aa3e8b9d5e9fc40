namespace Constellation.Realtime.Engine.Providers;

/// <summary>
/// Messages whose roles take turns. The chat templates of many open models (Mistral's and Gemma's among them) refuse two messages of one role in a row, which a
/// prompt has wherever data stand before what the person says, or a reply was empty. Sent where <see cref="ProviderOptions.JoinsRoles"/> says so.
/// </summary>
internal static class InTurn
{
    /// <summary>What stands between two that became one.</summary>
    public const string Between = "\n\n";

    /// <summary>The same messages, neighbours of one role as one. Results stay apart, each the answer to its call, and so does what stands behind a call.</summary>
    public static IReadOnlyList<PromptMessage> Of(IReadOnlyList<PromptMessage> messages)
    {
        var inTurn = new List<PromptMessage>(messages.Count);
        foreach (var message in messages)
        {
            if (inTurn.Count > 0 && inTurn[^1] is { Role: not PromptRole.Tool, ToolCalls.Count: 0 } before && before.Role == message.Role)
                inTurn[^1] = message with { Text = before.Text.Length == 0 || message.Text.Length == 0 ? before.Text + message.Text : before.Text + Between + message.Text };
            else
                inTurn.Add(message);
        }

        return inTurn;
    }
}
