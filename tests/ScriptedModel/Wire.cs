using Microsoft.AspNetCore.Http;

namespace Constellation.Realtime.ScriptedModel;

/// <summary>The bytes of one answer's body, each write at once on its way, cut where the script says so.</summary>
internal sealed class Wire(HttpContext context, Script script)
{
    private long _sent;

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
