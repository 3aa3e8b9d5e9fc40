namespace Constellation.Realtime.Engine.Turns;

/// <summary>This process, as the owner of turns. A process that starts again is another node.</summary>
internal sealed class Node(TimeProvider time)
{
    /// <summary>Who owns a turn that was handed over: nobody, so whoever comes first takes it.</summary>
    public static readonly Guid Nobody = Guid.Empty;

    private volatile bool _isDraining;

    public Guid Id { get; } = Guid.CreateVersion7(time.GetUtcNow());

    /// <summary>Whether it is about to stop: it takes no turns any more.</summary>
    public bool IsDraining => _isDraining;

    public void BeginDraining() => _isDraining = true;
}
