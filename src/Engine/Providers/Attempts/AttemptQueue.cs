using System.Threading.Channels;

namespace Constellation.Realtime.Engine.Providers.Attempts;

/// <summary>The calls that have ended and are not in the database yet. Bounded: a turn can't end while the database is away, so few wait even then.</summary>
internal sealed class AttemptQueue
{
    private const int Waiting = 16_384;

    private readonly Channel<EndedAttempt> _ended = Channel.CreateBounded<EndedAttempt>(new BoundedChannelOptions(Waiting) { SingleReader = true });

    /// <summary>Who writes them.</summary>
    public ChannelReader<EndedAttempt> Reader => _ended.Reader;

    /// <summary>Takes one, at once. False where there is no room, or no writer any more.</summary>
    public bool TryAdd(EndedAttempt attempt) => _ended.Writer.TryWrite(attempt);

    /// <summary>No more will come.</summary>
    public void Close() => _ended.Writer.TryComplete();
}
