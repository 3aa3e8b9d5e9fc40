using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Unicode;

namespace Constellation.Realtime.Engine.Providers.Http;

/// <summary>
/// A streamed answer on its way to the SDK's parser, seen line by line: errors and lines that are not of the protocol are found, which it would pass over, and
/// text that it can't read is mended.
/// </summary>
/// <param name="called">Ends a read that the SDK itself would not let go of.</param>
internal sealed class JudgedLines(Stream body, StreamForm form, ProviderFaults faults, CancellationToken called) : Stream
{
    private const int LongestLine = 4 << 20;

    private readonly PipeReader _reader = PipeReader.Create(body);
    private ReadOnlyMemory<byte> _line;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_line.IsEmpty)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(called, cancellationToken);
            do _line = await NextLineAsync(either.Token);
            while (form.PassesOver(_line.Span));
            _line = Judge(_line);
        }

        var length = Math.Min(buffer.Length, _line.Length);
        _line[..length].CopyTo(buffer);
        _line = _line[length..];
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Not the reader: a cancellation disposes while it may still be reading into its buffer.
            body.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<ReadOnlyMemory<byte>> NextLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _reader.ReadAsync(cancellationToken);
            var newline = read.Buffer.PositionOf((byte)'\n');
            if (newline is not null || read.IsCompleted)
            {
                var end = newline is { } at ? read.Buffer.GetPosition(1, at) : read.Buffer.End;
                var line = read.Buffer.Slice(0, end).ToArray();
                _reader.AdvanceTo(end);
                return line;
            }

            if (read.Buffer.Length > LongestLine)
            {
                throw new ProviderException(ProviderFault.Broken, $"The answer has a line of more than {LongestLine} bytes.");
            }

            _reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private ReadOnlyMemory<byte> Judge(ReadOnlyMemory<byte> line)
    {
        if (faults.InStream(line) is { } fault)
        {
            throw fault;
        }

        line = LoneSurrogates.Hide(Utf8.IsValid(line.Span) ? line : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line.Span)));
        return form.Has(line.Span) ? line : throw new ProviderException(ProviderFault.Broken, "The answer has a line that is not of the protocol.");
    }
}
