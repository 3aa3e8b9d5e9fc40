using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.SignalR;

namespace Constellation.Realtime.Chaos.Driving;

/// <summary>Tells what Constellation says no with, on the hub and over HTTP, from a connection that broke.</summary>
internal static partial class Refusals
{
    private const string Client = "Microsoft.AspNetCore.SignalR.Client.Core";

    /// <summary>Makes the hub's refusal, a line of JSON, the driver's.</summary>
    /// <exception cref="RefusedByPeerException">With its code, or with what it says where it has none.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<T> TellAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (HubException refused) when (CodeOf(refused.Message) is { } code)
        {
            throw new RefusedByPeerException(code);
        }
        catch (HubException other) when (!other.Message.Contains("closed", StringComparison.OrdinalIgnoreCase))
        {
            throw new RefusedByPeerException(other.Message);
        }
        catch (WebSocketException refused) when (UpgradeRefused().Match(refused.Message) is { Success: true, Groups: [_, var status] })
        {
            throw new RefusedByPeerException(status.Value == "503" ? "unavailable" : $"status {status.Value}");
        }
        catch (Exception broken) when (broken is HubException or InvalidOperationException { Source: Client } || IsCutOff(broken))
        {
            throw new IOException(broken.Message, broken);
        }
    }

    public static async IAsyncEnumerable<JsonElement> EachAsync(IAsyncEnumerable<JsonElement> stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var events = stream.GetAsyncEnumerator(cancellationToken);
        while (await TellAsync(() => events.MoveNextAsync().AsTask())) yield return events.Current;
    }

    /// <exception cref="RefusedByPeerException">The answer is none that was hoped for.</exception>
    public static async Task CheckAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode) return;
        throw new RefusedByPeerException(CodeOf(await response.Content.ReadAsStringAsync(cancellationToken)) ?? $"status {(int)response.StatusCode} without a code");
    }

    /// <summary>The code in the JSON that the text ends with; null where there is none.</summary>
    private static string? CodeOf(string text)
    {
        if (text.IndexOf('{', StringComparison.Ordinal) is var begin && begin < 0) return null;
        try
        {
            using var error = JsonDocument.Parse(text[begin..]);
            return WireEvents.Text(error.RootElement, "code");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsCutOff(Exception exception) =>
        exception is InvalidDataException && exception.Message.Contains("terminated while reading", StringComparison.Ordinal);

    [GeneratedRegex("status code '(\\d+)' when")]
    private static partial Regex UpgradeRefused();
}
