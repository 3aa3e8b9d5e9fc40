using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;

namespace Constellation.Realtime.Hub.Evaluation;

/// <summary>Where nobody is connected, nobody is told.</summary>
internal sealed class SilentAnnouncer : IAnnouncer, IChatReceiver
{
    public IChatReceiver ToUser(Guid userId) => this;

    public Task SessionChanged(Session session) => Task.CompletedTask;

    public Task SessionEnded(Guid sessionId) => Task.CompletedTask;

    public Task SuggestionReady(Suggestion suggestion) => Task.CompletedTask;

    public Task Notice(Notice notice) => Task.CompletedTask;
}
