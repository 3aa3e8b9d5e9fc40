using System.Net;

namespace Constellation.Realtime.Engine.Providers.Http;

/// <summary>Judges each HTTP response before the SDK reads it: only a stream gets through.</summary>
/// <param name="form">What a stream looks like. One of JSON a line may say of itself that it is JSON, as behind some proxies.</param>
internal sealed class JudgedResponses(ProviderFaults faults, StreamForm form) : DelegatingHandler(Connections())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            var isStream = response.Content.Headers.ContentType?.MediaType switch
            {
                "text/html" => false,
                "application/json" => form == StreamForm.JsonLines,
                _ => true,
            };
            if (response.StatusCode != HttpStatusCode.OK || !isStream)
            {
                throw await faults.OfAsync(response, cancellationToken);
            }

            var events = new StreamContent(new JudgedLines(await response.Content.ReadAsStreamAsync(cancellationToken), form, faults, ProviderCall.Token));
            foreach (var header in response.Content.Headers)
            {
                events.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }

            response.Content = events;
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static SocketsHttpHandler Connections() => new()
    {
        // A redirect would carry the prompt to somebody else.
        AllowAutoRedirect = false,
        // One that lives for ever would never see a change in DNS.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        // Long enough for the last bytes of a finished answer, so that its connection serves the next one; an answer that was left goes on costing until then.
        ResponseDrainTimeout = TimeSpan.FromMilliseconds(100),
    };
}
