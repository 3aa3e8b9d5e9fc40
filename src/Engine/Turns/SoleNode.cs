namespace Constellation.Realtime.Engine.Turns;

/// <summary>The only process that has the database: every other node is a process that was there before it.</summary>
internal sealed class SoleNode : INodes
{
    public bool MayJudge => true;

    public Task BeatAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task EnsureHeardAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<NodeNews> LookAsync(CancellationToken cancellationToken) => Task.FromResult(NodeNews.None);

    public Task<bool> HasOthersAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    public Task LeaveAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
