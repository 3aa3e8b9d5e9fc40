using System.Runtime.InteropServices;
using Constellation.Realtime.Hub.Lifetime;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Hub.Tests.Lifetime;

public sealed class DrainLifetimeTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ApplicationLifetime _application = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly TaskCompletionSource _drained = new();
    private readonly List<int> _exits = [];
    private readonly DrainLifetime _lifetime;
    private CancellationToken _hastened;

    public DrainLifetimeTests() =>
        _lifetime = new DrainLifetime(DrainAsync, _exits.Add, _application, _time, NullLogger<DrainLifetime>.Instance);

    public void Dispose() => _lifetime.Dispose();

    [Fact]
    public void The_signal_ends_nothing_before_the_node_is_drained()
    {
        var signal = Receive();

        Assert.True(signal.Cancel);
        Assert.False(_application.ApplicationStopping.IsCancellationRequested);
        _drained.SetResult();
        Assert.True(SpinWait.SpinUntil(() => _application.ApplicationStopping.IsCancellationRequested, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_drain_that_never_ends_is_given_up()
    {
        Receive();

        _time.Advance(TimeSpan.FromSeconds(8));

        Assert.True(SpinWait.SpinUntil(() => _application.ApplicationStopping.IsCancellationRequested, TimeSpan.FromSeconds(10)));
        Assert.Empty(_exits);
    }

    [Fact]
    public void A_process_that_does_not_stop_by_itself_is_ended_with_exit_code_0_within_ten_seconds()
    {
        Receive();

        _time.Advance(TimeSpan.FromSeconds(9.6));
        Assert.Empty(_exits);
        _time.Advance(TimeSpan.FromSeconds(0.3));

        Assert.Equal([0], _exits);
    }

    [Fact]
    public void A_second_signal_leaves_no_time()
    {
        Receive();
        Assert.False(_hastened.IsCancellationRequested);

        Receive();

        Assert.True(_hastened.IsCancellationRequested);
    }

    private Task DrainAsync(CancellationToken hastened)
    {
        _hastened = hastened;
        return _drained.Task;
    }

    private PosixSignalContext Receive()
    {
        var context = new PosixSignalContext(PosixSignal.SIGTERM);
        _lifetime.Receive(context);
        return context;
    }
}
