using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Constellation.Realtime.Hub.Wire;

/// <summary>A call whose arguments are nested deeper than SignalR's JSON protocol reads. It is a message of the protocol all the same, so it is
/// refused rather than the connection closed.</summary>
internal sealed record DeepJson(string InvocationId, string Target)
{
    private const byte EndOfMessage = 0x1e;
    private const int Invocation = 1;
    private const int StreamInvocation = 4;

    /// <summary>False where the first message of <paramref name="input"/> is no call that could be answered.</summary>
    internal static bool TryFind(ReadOnlySequence<byte> input, [NotNullWhen(true)] out DeepJson? call)
    {
        call = null;
        if (input.PositionOf(EndOfMessage) is not { } end) return false;
        var message = input.Slice(0, end);
        try
        {
            using var document = JsonDocument.Parse(message, new JsonDocumentOptions { MaxDepth = (int)message.Length });
            call = document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.Number
                && type.TryGetInt32(out var number) && number is Invocation or StreamInvocation
                && document.RootElement.TryGetProperty("invocationId", out var id) && id.ValueKind == JsonValueKind.String
                && document.RootElement.TryGetProperty("target", out var target) && target.ValueKind == JsonValueKind.String
                    ? new DeepJson(id.GetString()!, target.GetString()!)
                    : null;
            return call is not null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
