using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Engine.Tests.Providers;

internal sealed class WatchedTime() : FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))
{
    private readonly Channel<TimeSpan> _pauses = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero)
        {
            _pauses.Writer.TryWrite(dueTime);
        }

        return timer;
    }

    public async Task<TimeSpan> PassPauseAsync()
    {
        var pause = await _pauses.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        Advance(pause);
        return pause;
    }
}
