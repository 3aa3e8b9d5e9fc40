using System.Text.Encodings.Web;
using System.Text.Json;
using Constellation.Realtime.Engine.Providers.Http;
using Microsoft.Extensions.AI;
using OllamaSharp.Models.Chat;

namespace Constellation.Realtime.Engine.Providers.Ollama;

/// <summary>Makes pieces of one answer's lines. A tool call comes whole, in one line.</summary>
internal sealed class OllamaAnswer(TimeProvider time) : IChatAnswer
{
    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private ChatDoneResponseStream? _done;
    private bool _calls;

    /// <inheritdoc/>
    public Finish? Finish { get; private set; }

    /// <inheritdoc/>
    public IEnumerable<Piece> Read(ChatResponseUpdate update)
    {
        // After the end mark nothing counts, a second one included.
        if (Finish is not null || update.RawRepresentation is not ChatResponseStream line) yield break;
        if (line is { Message: null, Done: false }) throw new ProviderException(ProviderFault.Broken, "The answer has a line with neither a message nor an end.");
        if (line.Message?.Content is { Length: > 0 } text) yield return new Piece.Text(LoneSurrogates.Show(text));
        foreach (var call in line.Message?.ToolCalls ?? [])
        {
            if (string.IsNullOrEmpty(call.Function?.Name)) throw new ProviderException(ProviderFault.Broken, "The answer has a tool call without a name.");
            _calls = true;
            var arguments = JsonSerializer.Serialize(call.Function.Arguments ?? new Dictionary<string, object?>(), AsWritten);
            yield return new Piece.ToolCall(string.IsNullOrEmpty(call.Id) ? NewId() : call.Id, call.Function.Name, LoneSurrogates.Show(arguments));
        }

        // A model that thinks says nothing for minutes, yet each line shows that it lives.
        if (line.Message?.Thinking is { Length: > 0 }) yield return new Piece.Text("");
        if (line is not ChatDoneResponseStream { Done: true } done) yield break;
        _done = done;
        Finish = done.DoneReason switch
        {
            null or "" or "stop" => _calls ? Providers.Finish.ToolCalls : Providers.Finish.Stop,
            "length" => Providers.Finish.Length,
            "load" or "unload" => throw new ProviderException(ProviderFault.Busy, "The model was loaded or unloaded, and answered nothing."),
            var other => throw new ProviderException(ProviderFault.Broken, $"The answer ended with an unknown reason ({other})."),
        };
    }

    /// <inheritdoc/>
    public IEnumerable<Piece> End()
    {
        if (Finish is not { } finish) throw new ProviderException(ProviderFault.Broken, "The answer ended without its last line.");
        yield return new Piece.Used(_done!.PromptEvalCount, _done.EvalCount);
        yield return new Piece.End(finish);
    }

    private string NewId() => $"call_{Guid.CreateVersion7(time.GetUtcNow()):N}";
}
