using System.Net;

namespace Constellation.Realtime.Engine.Providers.OpenAi;

/// <summary>Judges each HTTP response before the SDK reads it: only a stream of events gets through.</summary>
internal sealed class OpenAiResponses(OpenAiFaults faults) : DelegatingHandler(Connections())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            if (response.StatusCode != HttpStatusCode.OK || response.Content.Headers.ContentType?.MediaType is "text/html" or "application/json")
            {
                throw await faults.OfAsync(response, cancellationToken);
            }

            var events = new StreamContent(new OpenAiEvents(await response.Content.ReadAsStreamAsync(cancellationToken), faults));
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
