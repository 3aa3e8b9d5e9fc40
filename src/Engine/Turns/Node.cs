namespace Constellation.Realtime.Engine.Turns;

/// <summary>This process, as the owner of turns. A process that starts again is another node.</summary>
internal sealed class Node(TimeProvider time)
{
    public Guid Id { get; } = Guid.CreateVersion7(time.GetUtcNow());
}
