using System.Threading.Channels;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;
using Microsoft.AspNetCore.SignalR;

namespace Constellation.Realtime.Hub;

/// <summary>Tells all connections of a user, behind a bounded queue: a connection that does not read must not hold up a turn. Where the queue is full the
/// oldest goes: every announcement is a copy of what is in the log.</summary>
internal sealed partial class Announcer(IHubContext<ChatHub, IChatReceiver> hub, ILogger<Announcer> logger) : BackgroundService, IAnnouncer
{
    private const int Room = 10_000;

    private readonly Channel<(Guid UserId, Func<IChatReceiver, Task> Tell)> _queue = Channel.CreateBounded<(Guid, Func<IChatReceiver, Task>)>(
        new BoundedChannelOptions(Room) { FullMode = BoundedChannelFullMode.DropOldest });

    public IChatReceiver ToUser(Guid userId) => new Queued(this, userId);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Parallel.ForEachAsync(
                _queue.Reader.ReadAllAsync(stoppingToken),
                new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = stoppingToken },
                async (announcement, _) => await TellAsync(announcement.UserId, announcement.Tell));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops; clients read on elsewhere.
        }
    }

    private async Task TellAsync(Guid userId, Func<IChatReceiver, Task> tell)
    {
        try
        {
            await tell(hub.Clients.User(userId.ToString()));
        }
        catch (Exception exception)
        {
            Log.NotAnnounced(logger, exception);
        }
    }

    private sealed class Queued(Announcer announcer, Guid userId) : IChatReceiver
    {
        public Task SessionChanged(Session session) => Add(receiver => receiver.SessionChanged(session));

        public Task SessionEnded(Guid sessionId) => Add(receiver => receiver.SessionEnded(sessionId));

        public Task SuggestionReady(Suggestion suggestion) => Add(receiver => receiver.SuggestionReady(suggestion));

        public Task Notice(Notice notice) => Add(receiver => receiver.Notice(notice));

        private Task Add(Func<IChatReceiver, Task> tell)
        {
            announcer._queue.Writer.TryWrite((userId, tell));
            return Task.CompletedTask;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "An announcement did not get through; its readers have it from the log")]
        internal static partial void NotAnnounced(ILogger logger, Exception exception);
    }
}
