using Constellation.Realtime.Engine.Providers.Breakers;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class MemoryBreakersTests : BreakersSpec
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    public MemoryBreakersTests() => Breakers = new MemoryBreakers(_time);

    private protected override IBreakers Breakers { get; }

    protected override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }
}
