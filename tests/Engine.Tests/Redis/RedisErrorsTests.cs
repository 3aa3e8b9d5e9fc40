using Constellation.Realtime.Engine.Redis;

namespace Constellation.Realtime.Engine.Tests.Redis;

public sealed class RedisErrorsTests
{
    [Fact]
    public async Task A_call_that_the_client_gave_up_means_that_Redis_is_away()
    {
        var call = new TaskCompletionSource();
        call.SetCanceled();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Task);

        Assert.True(RedisErrors.MeansAway(exception));
    }

    [Fact]
    public async Task A_call_that_its_caller_gave_up_does_not()
    {
        using var stop = new CancellationTokenSource();
        var call = new TaskCompletionSource().Task.WaitAsync(stop.Token);
        await stop.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        Assert.False(RedisErrors.MeansAway(exception));
    }
}
