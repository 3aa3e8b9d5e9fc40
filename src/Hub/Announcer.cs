using System.Threading.Channels;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;
using Microsoft.AspNetCore.SignalR;

namespace Constellation.Realtime.Hub;

/// <summary>
/// Tells all connections of a user, one announcement after the other: of two about a session the older one never comes last. Users share lanes, each a bounded queue: a
/// connection that does not read holds up no turn, and other users of its own lane at most. Where a lane is full the oldest goes: every announcement is a copy of what is in
/// the log.
/// </summary>
internal sealed partial class Announcer(IHubContext<ChatHub, IChatReceiver> hub, ILogger<Announcer> logger) : BackgroundService, IAnnouncer
{
    private const int Lanes = 16;
    private const int Room = 1_000;

    private readonly Channel<Announcement>[] _lanes =
        [.. Enumerable.Range(0, Lanes).Select(_ => Channel.CreateBounded<Announcement>(new BoundedChannelOptions(Room) { FullMode = BoundedChannelFullMode.DropOldest }))];

    public IChatReceiver ToUser(Guid userId) => new Queued(_lanes[(uint)userId.GetHashCode() % Lanes].Writer, userId);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_lanes.Select(lane => RunAsync(lane.Reader, stoppingToken)));

    private async Task RunAsync(ChannelReader<Announcement> lane, CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var (userId, tell) in lane.ReadAllAsync(stoppingToken)) await TellAsync(userId, tell);
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

    private readonly record struct Announcement(Guid UserId, Func<IChatReceiver, Task> Tell);

    private sealed class Queued(ChannelWriter<Announcement> lane, Guid userId) : IChatReceiver
    {
        public Task SessionChanged(Session session) => Add(receiver => receiver.SessionChanged(session));

        public Task SessionEnded(Guid sessionId) => Add(receiver => receiver.SessionEnded(sessionId));

        public Task SuggestionReady(Suggestion suggestion) => Add(receiver => receiver.SuggestionReady(suggestion));

        public Task Notice(Notice notice) => Add(receiver => receiver.Notice(notice));

        private Task Add(Func<IChatReceiver, Task> tell)
        {
            lane.TryWrite(new Announcement(userId, tell));
            return Task.CompletedTask;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "An announcement did not get through; its readers have it from the log")]
        internal static partial void NotAnnounced(ILogger logger, Exception exception);
    }
}
