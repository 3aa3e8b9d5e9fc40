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
        return new(Kind(status, error), Sentence($"HTTP {status}", status, error)) { RetryAfter = RetryAfter(response) };
    }

    /// <summary>The error that a line of the stream tells, or null.</summary>
    public ProviderException? InStream(ReadOnlyMemory<byte> line)
    {
        var data = line.Span.StartsWith("data:"u8) ? line[5..] : line;
        return data.Span.IndexOf("\"error\""u8) >= 0 && ToldError.Read(data) is { } error ? Of(error) : null;
    }

    /// <summary>The fault of a call or a stream that broke.</summary>
    public static ProviderException Broken(Exception exception) => exception switch
    {
        { InnerException: ProviderException told } => told,
        HttpRequestException e => Unreachable(e),
        { InnerException: HttpRequestException e } => Unreachable(e),
        JsonException or ArgumentException or InvalidOperationException or FormatException =>
            new(ProviderFault.Broken, "The answer is not of the protocol.", exception),
        _ => new(ProviderFault.Broken, "The connection broke.", exception),
    };

    private static ProviderException Unreachable(HttpRequestException exception) =>
        new(ProviderFault.Broken, $"The endpoint can't be reached ({exception.HttpRequestError}).", exception);

    private static ProviderFault Kind(int? status, ToldError error)
    {
        bool Says(params string[] codes) => error.Codes.Any(code => codes.Contains(code, StringComparer.OrdinalIgnoreCase));
        bool Speaks(string words) => error.Message.Contains(words, StringComparison.OrdinalIgnoreCase);

        return status switch
        {
            _ when Says("insufficient_quota", "billing_hard_limit_reached", "insufficient_credits") => ProviderFault.Quota,
            _ when Says("context_length_exceeded", "exceed_context_size_error", "string_above_max_length") => ProviderFault.Overlong,
            _ when Says("content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation") => ProviderFault.Filtered,
            400 or 413 or 422 when Speaks("context length") || Speaks("context size") || Speaks("context window") => ProviderFault.Overlong,
            401 or 403 => ProviderFault.Auth,
            402 => ProviderFault.Quota,
            408 or 425 or 429 or >= 500 => ProviderFault.Busy,
            413 => ProviderFault.Overlong,
            >= 300 => ProviderFault.BadRequest,
            _ when Says("invalid_api_key", "authentication_error", "permission_error") => ProviderFault.Auth,
            _ when Says("rate_limit_exceeded", "rate_limit_error", "overloaded", "overloaded_error", "server_error") => ProviderFault.Busy,
            _ => ProviderFault.Broken,
        };
    }

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

    private ProviderException Of(ToldError error) => new(Kind(error.Status, error), Sentence("An error in place of an answer", error.Status, error));

    private string Sentence(string what, int? status, ToldError error)
    {
        // Of a refused key the provider's own sentence shows a part.
        var words = Kind(status, error) == ProviderFault.Auth ? [] : error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
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
