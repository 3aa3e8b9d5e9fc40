using Constellation.Realtime.Engine.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Constellation.Realtime.Engine.Tests.Redis;

public sealed class RedisErrorsTests
{
    [Fact]
    public async Task A_call_that_the_client_gave_up_means_that_Redis_is_away()
    {
        var call = new TaskCompletionSource();
        call.SetCanceled();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Task);

        Assert.True(RedisErrors.MeansAway(exception, CancellationToken.None));
    }

    [Fact]
    public async Task So_does_one_that_it_gave_up_by_a_token_of_its_own()
    {
        using var caller = new CancellationTokenSource();
        var call = new TaskCompletionSource();
        call.SetCanceled(new CancellationToken(canceled: true));

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Task);

        Assert.True(RedisErrors.MeansAway(exception, caller.Token));
    }

    [Fact]
    public async Task A_call_that_the_client_forgot_is_given_up_and_means_it_too()
    {
        var server = await RedisServer.SharedAsync();
        await using var connection = new RedisConnection(server.ConnectionString + ",syncTimeout=50", NullLogger<RedisConnection>.Instance);
        var database = (await connection.GetAsync()).GetDatabase();

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => new TaskCompletionSource<int>().Task.InTimeAsync(database));

        Assert.True(RedisErrors.MeansAway(exception, CancellationToken.None));
    }

    [Fact]
    public async Task A_call_that_its_caller_gave_up_does_not()
    {
        using var caller = new CancellationTokenSource();
        var call = new TaskCompletionSource().Task.WaitAsync(caller.Token);
        await caller.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        Assert.False(RedisErrors.MeansAway(exception, caller.Token));
    }
}
