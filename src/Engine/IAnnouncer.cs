using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine;

/// <summary>The engine's one way out, for copies of what is in the log already. Returns at once; who is not there misses nothing.</summary>
internal interface IAnnouncer
{
    /// <summary>All connections of the user, on every node.</summary>
    IChatReceiver ToUser(Guid userId);
}
