using Constellation.Realtime.Engine.Providers.Http;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatFinishReason = OpenAI.Chat.ChatFinishReason;

namespace Constellation.Realtime.Engine.Providers.OpenAi;

/// <summary>Makes pieces of one answer's updates.</summary>
internal sealed class OpenAiAnswer(TimeProvider time) : IChatAnswer
{
    private readonly OpenAiToolCalls _calls = new(time);
    private ChatTokenUsage? _usage;
    private bool _opened;

    /// <inheritdoc/>
    public Finish? Finish { get; private set; }

    /// <inheritdoc/>
    public IEnumerable<Piece> Read(ChatResponseUpdate update) => update.RawRepresentation is StreamingChatCompletionUpdate raw ? Read(raw) : [];

    private IEnumerable<Piece> Read(StreamingChatCompletionUpdate update)
    {
        _usage = update.Usage ?? _usage;

        // After the end mark only the bill counts.
        if (Finish is not null) yield break;
        Finish = Told(update.FinishReason);
        var said = false;
        foreach (var text in update.ContentUpdate.Select(part => part.Text).Append(update.RefusalUpdate).Where(text => !string.IsNullOrEmpty(text)))
        {
            said = true;
            yield return new Piece.Text(LoneSurrogates.Show(text!));
        }

        foreach (var part in update.ToolCallUpdates.SelectMany(_calls.Read))
        {
            said = true;
            yield return part;
        }

        // A model that reasons says nothing for minutes, yet each update shows that it lives. The first one only opens the answer.
        if (_opened && !said)
        {
            yield return new Piece.Text("");
        }

        _opened = true;
    }

    /// <exception cref="ProviderException">The model never said that it had finished, or began a call without a name.</exception>
    public IEnumerable<Piece> End()
    {
        if (Finish is not { } finish)
        {
            throw new ProviderException(ProviderFault.Broken, "The answer ended without a finish reason.");
        }

        _calls.CheckNames();
        if (_usage is { } usage)
        {
            yield return new Piece.Used(usage.InputTokenCount, usage.OutputTokenCount);
        }

        // Some servers say "stop" after tool calls, and some "tool_calls" after none.
        var said = _calls.Any ? Providers.Finish.ToolCalls : Providers.Finish.Stop;
        yield return new Piece.End(finish is Providers.Finish.Stop or Providers.Finish.ToolCalls ? said : finish);
    }

    private static Finish? Told(ChatFinishReason? reason) => reason switch
    {
        null => null,
        ChatFinishReason.Stop => Providers.Finish.Stop,
        ChatFinishReason.ToolCalls or ChatFinishReason.FunctionCall => Providers.Finish.ToolCalls,
        ChatFinishReason.Length => Providers.Finish.Length,
        ChatFinishReason.ContentFilter => Providers.Finish.Filtered,
        _ => throw new ProviderException(ProviderFault.Broken, $"The answer ended with an unknown finish reason ({reason})."),
    };
}
