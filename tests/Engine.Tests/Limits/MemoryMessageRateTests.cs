using Constellation.Realtime.Engine.Limits;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Engine.Tests.Limits;

public sealed class MemoryMessageRateTests : MessageRateSpec
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    public MemoryMessageRateTests() => Rate = new MemoryMessageRate(Options.Create(new LimitOptions { MessagesPerMinute = PerMinute }), _time);

    private protected override IMessageRate Rate { get; }

    protected override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }
}
