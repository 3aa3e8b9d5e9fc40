using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>The nodes that share the database, as it knows them. Every method may throw <see cref="StoreUnavailableException"/>.</summary>
internal interface INodes
{
    /// <summary>Whether this node can tell now that another one is dead. Not where it has just been cut off itself: then everybody looks dead.</summary>
    bool MayJudge { get; }

    /// <summary>Says that this node lives, and whether it takes turns. To be called every <see cref="NodeOptions.BeatEvery"/>.</summary>
    Task BeatAsync(CancellationToken cancellationToken);

    /// <summary>Says it now where the others may not know it: they would take over at once a turn that this node makes its own. Returns when they know.</summary>
    Task EnsureHeardAsync(CancellationToken cancellationToken);

    /// <summary>What has happened that this node should act on at once. To be called a few times a second, by one at a time.</summary>
    Task<NodeNews> LookAsync(CancellationToken cancellationToken);

    /// <summary>Whether another node lives that takes turns.</summary>
    Task<bool> HasOthersAsync(CancellationToken cancellationToken);

    /// <summary>Says that this node is gone: what it still owns can be taken over at once.</summary>
    Task LeaveAsync(CancellationToken cancellationToken);
}

/// <summary>What other nodes did.</summary>
/// <param name="HasOrphans">Turns may be there to be taken over: a node died, or handed its turns over.</param>
/// <param name="Cancelled">Turns of this node that users want stopped.</param>
internal sealed record NodeNews(bool HasOrphans, IReadOnlyList<Guid> Cancelled)
{
    public static readonly NodeNews None = new(false, []);
}
