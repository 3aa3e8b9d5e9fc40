namespace Constellation.Realtime.Engine.Limits;

/// <summary>How many messages a user sends, over all nodes.</summary>
internal interface IMessageRate
{
    /// <summary>Counts one message. Null where it is within <see cref="LimitOptions.MessagesPerMinute"/>; else nothing is counted, and after the time returned
    /// one will be.</summary>
    ValueTask<TimeSpan?> TryTakeAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>Takes one back that was counted and then not accepted.</summary>
    ValueTask GiveBackAsync(Guid userId, CancellationToken cancellationToken);
}
