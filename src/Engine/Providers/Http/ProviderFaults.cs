using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Constellation.Realtime.Engine.Providers.Http;

/// <summary>What went wrong, in our words. The messages are for an operator's log: no key in them, and nothing of what was asked or answered.</summary>
internal sealed class ProviderFaults(string? apiKey, TimeProvider time)
{
    private const int LongestMessage = 300;
    private const int LongestBody = 64 << 10;

    /// <summary>The fault of a response that is no stream of events.</summary>
    public async Task<ProviderException> OfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var error = ToldError.Read(await BodyAsync(response, cancellationToken));
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return error is null
                ? new(ProviderFault.Broken, $"The answer is {response.Content.Headers.ContentType}, not a stream of events: is the endpoint right?")
                : Of(error);
        }

        error ??= ToldError.Unknown;
        var status = (int)response.StatusCode;
        return new(FaultKind.Of(status, error), Sentence($"HTTP {status}", status, error)) { RetryAfter = RetryAfter(response) };
    }

    /// <summary>The error that a line of the stream tells, or null.</summary>
    public ProviderException? InStream(ReadOnlyMemory<byte> line)
    {
        // Older servers of llama.cpp have a field of their own for it.
        if (line.Span.StartsWith("error:"u8)) return Of(ToldError.ReadBare(line[6..]) ?? ToldError.Unknown);
        var data = line.Span.StartsWith("data:"u8) ? line[5..] : line;
        return data.Span.IndexOf("\"error\""u8) >= 0 && ToldError.Read(data) is { } error ? Of(error) : null;
    }

    /// <summary>The fault of a call or a stream that broke.</summary>
    public static ProviderException Broken(Exception exception) => exception switch
    {
        { InnerException: ProviderException told } => told,
        HttpRequestException e => Unreachable(e),
        { InnerException: HttpRequestException e } => Unreachable(e),
        JsonException or ArgumentException or InvalidOperationException or FormatException => NotOfTheProtocol(exception),
        _ => new(ProviderFault.Broken, "The connection broke.", exception),
    };

    /// <summary>The fault of an answer that has another shape than it should.</summary>
    public static ProviderException NotOfTheProtocol(Exception exception) => new(ProviderFault.Broken, "The answer is not of the protocol.", exception);

    private static ProviderException Unreachable(HttpRequestException exception) =>
        new(ProviderFault.Broken, $"The endpoint can't be reached ({exception.HttpRequestError}).", exception);

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType == "text/html")
        {
            return default;
        }

        try
        {
            var body = new byte[LongestBody];
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return body.AsMemory(0, await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken));
        }
        catch (IOException)
        {
            return default; // The status says enough.
        }
    }

    private ProviderException Of(ToldError error) => new(FaultKind.Of(error.Status, error), Sentence("An error in place of an answer", error.Status, error));

    private string Sentence(string what, int? status, ToldError error)
    {
        // Of a refused key the provider's own sentence shows a part.
        var words = FaultKind.Of(status, error) == ProviderFault.Auth ? [] : error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var whole = string.Join(": ", new[] { what, string.Join(", ", error.Codes), string.Join(' ', words) }.Where(part => part.Length > 0));
        whole = string.IsNullOrEmpty(apiKey) ? whole : whole.Replace(apiKey, "[key]", StringComparison.OrdinalIgnoreCase);
        return whole.Length <= LongestMessage ? whole : $"{whole[..LongestMessage]}…";
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("retry-after-ms", out var values)
            && double.TryParse(values.First(), NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is >= 0 and < int.MaxValue)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
