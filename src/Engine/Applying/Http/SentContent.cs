using System.Net;
using System.Net.Http.Headers;

namespace Constellation.Realtime.Engine.Applying.Http;

/// <summary>A JSON body that remembers whether any of it may have left: without its body no API takes a request.</summary>
internal sealed class SentContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _json;
    private volatile bool _hasLeft;

    public SentContent(ReadOnlyMemory<byte> json)
    {
        _json = json;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    public bool HasLeft => _hasLeft;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _hasLeft = true;
        await stream.WriteAsync(_json, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _json.Length;
        return true;
    }
}
