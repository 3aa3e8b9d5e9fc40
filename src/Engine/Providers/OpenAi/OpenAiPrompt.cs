using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Constellation.Realtime.Engine.Providers.OpenAi;

/// <summary>
/// A prompt as the connector takes it. All goes in as raw messages and tools: rebuilt by the connector, a tool's schema would change its order and the
/// arguments of a call, as the model wrote them, would have to be valid JSON.
/// </summary>
internal static class OpenAiPrompt
{
    public static IEnumerable<ChatMessage> Messages(Prompt prompt)
    {
        yield return new(ChatRole.System, prompt.System) { RawRepresentation = new SystemChatMessage(prompt.System) };
        foreach (var message in prompt.Messages)
        {
            yield return message.Role switch
            {
                PromptRole.User => new(ChatRole.User, message.Text) { RawRepresentation = new UserChatMessage(message.Text) },
                PromptRole.Assistant => new(ChatRole.Assistant, message.Text) { RawRepresentation = Assistant(message) },
                PromptRole.Tool => new(ChatRole.Tool, message.Text) { RawRepresentation = new ToolChatMessage(message.ToolCallId, message.Text) },
                _ => throw new ArgumentOutOfRangeException(nameof(prompt), message.Role, null),
            };
        }
    }

    public static ChatOptions Options(Prompt prompt, ProviderOptions provider) => new()
    {
        RawRepresentationFactory = _ =>
        {
            var options = new ChatCompletionOptions();
            Limit(options, provider);
            if (provider.Prefill && prompt.Begun.Length > 0) GoOn(options);
            foreach (var tool in prompt.Tools)
            {
                options.Tools.Add(ChatTool.CreateFunctionTool(tool.Name, tool.Description, BinaryData.FromString(tool.Schema.GetRawText())));
            }

            if (prompt.WordsOnly && options.Tools.Count > 0) options.ToolChoice = ChatToolChoice.CreateNoneChoice();
            return options;
        },
    };

    // OpenAI's newer models refuse the old name of the longest answer; many compatible servers know nothing but the old one.
    private static void Limit(ChatCompletionOptions options, ProviderOptions provider)
    {
        if (OpenAiEndpoint.IsOpenAis(provider)) options.MaxOutputTokenCount = provider.AnswerTokens;
        else Set(options, "$.max_tokens"u8, provider.AnswerTokens);
    }

    // The names of Transformers, taken by vLLM, Aphrodite and llama.cpp (which goes on with a last message of the model's without them, too).
    private static void GoOn(ChatCompletionOptions options)
    {
        Set(options, "$.continue_final_message"u8, true);
        Set(options, "$.add_generation_prompt"u8, false);
    }

#pragma warning disable SCME0001 // The only way to a member that the SDK has no name for; marked as under evaluation.
    private static void Set(ChatCompletionOptions options, ReadOnlySpan<byte> member, int value) => options.Patch.Set(member, value);

    private static void Set(ChatCompletionOptions options, ReadOnlySpan<byte> member, bool value) => options.Patch.Set(member, value);
#pragma warning restore SCME0001

    private static AssistantChatMessage Assistant(PromptMessage message)
    {
        if (message.ToolCalls.Count == 0)
        {
            return new(message.Text);
        }

        var calls = message.ToolCalls.Select(call => ChatToolCall.CreateFunctionToolCall(call.CallId, call.Name, BinaryData.FromString(call.Arguments)));
        var assistant = new AssistantChatMessage(calls);
        if (message.Text.Length > 0)
        {
            assistant.Content.Add(ChatMessageContentPart.CreateTextPart(message.Text));
        }

        return assistant;
    }
}
