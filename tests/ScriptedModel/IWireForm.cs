using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Constellation.Realtime.ScriptedModel;

/// <summary>How a vendor writes a streamed answer: each string is one frame of the body. Reasons are given in OpenAI's words.</summary>
internal interface IWireForm
{
    string ContentType { get; }

    IEnumerable<string> Begin();

    IEnumerable<string> Text(string text);

    IEnumerable<string> Call(int index, string tool, IReadOnlyList<string> arguments);

    IEnumerable<string> More(int index, IReadOnlyList<string> arguments);

    IEnumerable<string> Finish(string reason);

    IEnumerable<string> End();

    /// <summary>The form that is spoken at this path; null where none is.</summary>
    static IWireForm? At(PathString path, string model, Script script, ReceivedRequest request) => path.Value switch
    {
        { } openAi when openAi.EndsWith("/chat/completions", StringComparison.Ordinal) => new OpenAiForm(model, script, request.WantsUsage),
        { } ollama when ollama.EndsWith("/api/chat", StringComparison.Ordinal) => new OllamaForm(model, script),
        { } anthropic when anthropic.EndsWith("/v1/messages", StringComparison.Ordinal) => new AnthropicForm(model, script),
        _ => null,
    };
}

/// <summary>JSON as most servers send it: characters as UTF-8, so that a cut can go through one.</summary>
internal static class Unescaped
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Json(object data) => JsonSerializer.Serialize(data, Options);

    internal static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
