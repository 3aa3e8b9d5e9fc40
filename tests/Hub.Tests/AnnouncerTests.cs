using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Wire;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging.Abstractions;

namespace Constellation.Realtime.Hub.Tests;

public sealed class AnnouncerTests
{
    private readonly ConcurrentQueue<(string UserId, string Title)> _told = new();
    private readonly TaskCompletionSource _reads = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task What_a_user_is_told_goes_out_in_order_and_others_do_not_wait_for_a_connection_that_does_not_read()
    {
        var (alice, others) = (Guid.NewGuid(), Enumerable.Range(0, 40).Select(_ => Guid.NewGuid()).ToList());
        using var announcer = new Announcer(new Connections(TellAsync), NullLogger<Announcer>.Instance);
        await announcer.StartAsync(CancellationToken.None);

        await announcer.ToUser(alice).SessionChanged(Samples.Session with { Title = "first" });
        await announcer.ToUser(alice).SessionChanged(Samples.Session with { Title = "second" });
        foreach (var other in others) await announcer.ToUser(other).SessionChanged(Samples.Session);
        await Wait.UntilAsync(() => !_told.IsEmpty);
        var meanwhile = Of(alice);
        _reads.SetResult();
        await Wait.UntilAsync(() => _told.Count == others.Count + 2);

        Assert.Empty(meanwhile);
        Assert.Equal(["first", "second"], Of(alice));
        await announcer.StopAsync(CancellationToken.None);
    }

    private IEnumerable<string> Of(Guid user) => [.. _told.Where(one => one.UserId == user.ToString()).Select(one => one.Title)];

    private async Task TellAsync(string userId, Session session)
    {
        if (session.Title == "first") await _reads.Task;
        _told.Enqueue((userId, session.Title));
    }

    /// <summary>The hub's connections, of which only a user's are asked for.</summary>
    private sealed class Connections(Func<string, Session, Task> tell) : IHubContext<ChatHub, IChatReceiver>
    {
        public IHubClients<IChatReceiver> Clients { get; } = ByUser.Of(tell);

        public IGroupManager Groups => throw new NotSupportedException();
    }

    [SuppressMessage("Performance", "CA1852", Justification = "The proxy is a class derived from it at run time.")]
    internal class ByUser : DispatchProxy
    {
        private Func<string, Session, Task> _tell = null!;

        internal static IHubClients<IChatReceiver> Of(Func<string, Session, Task> tell)
        {
            var clients = Create<IHubClients<IChatReceiver>, ByUser>();
            ((ByUser)(object)clients)._tell = tell;
            return clients;
        }

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) => new Receiver((string)args![0]!, _tell);
    }

    private sealed class Receiver(string userId, Func<string, Session, Task> tell) : IChatReceiver
    {
        public Task SessionChanged(Session session) => tell(userId, session);

        public Task SessionEnded(Guid sessionId) => throw new NotSupportedException();

        public Task SuggestionReady(Suggestion suggestion) => throw new NotSupportedException();

        public Task Notice(Notice notice) => throw new NotSupportedException();
    }
}
