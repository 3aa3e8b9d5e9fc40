using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Constellation.Realtime.ScriptedModel;

/// <summary>The bytes of one answer's body, each write at once on its way, cut where the script says so.</summary>
internal sealed class Wire(HttpContext context, Script script)
{
    // Characters as UTF-8, as most servers send them, so that a cut can go through one.
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private long _sent;

    internal Task SendEventAsync(object data) => SendEventAsync(JsonSerializer.Serialize(data, Unescaped));

    internal Task SendEventAsync(string data) => SendAsync(Encoding.UTF8.GetBytes($"data: {data}\n\n"));

    /// <exception cref="AnswerCutException">The script's cut is reached.</exception>
    internal async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        CheckCut();
        while (!bytes.IsEmpty)
        {
            var size = (int)Math.Min(script.BytesAtOnce ?? bytes.Length, Math.Min(bytes.Length, (script.Cut?.Bytes ?? long.MaxValue) - _sent));
            await context.Response.Body.WriteAsync(bytes[..size], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            _sent += size;
            bytes = bytes[size..];
            CheckCut();
        }
    }

    private void CheckCut()
    {
        if (script.Cut is { } cut && _sent >= cut.Bytes)
        {
            throw new AnswerCutException(cut.Cleanly);
        }
    }
}

/// <summary>The answer ends here, whatever its script has left.</summary>
internal sealed class AnswerCutException(bool cleanly) : Exception
{
    internal bool Cleanly => cleanly;
}
