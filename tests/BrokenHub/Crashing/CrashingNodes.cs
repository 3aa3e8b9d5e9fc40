using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.BrokenHub.Crashing;

/// <summary>What nodes say of themselves, with crash points around a draining one's words.</summary>
internal sealed class CrashingNodes(INodes nodes, Node node, Crash crash) : INodes
{
    public bool MayJudge => nodes.MayJudge;

    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        var isDraining = node.IsDraining;
        await nodes.BeatAsync(cancellationToken);
        if (isDraining) crash.At(CrashPoints.DrainTold);
    }

    public Task EnsureHeardAsync(CancellationToken cancellationToken) => nodes.EnsureHeardAsync(cancellationToken);

    public Task<NodeNews> LookAsync(CancellationToken cancellationToken) => nodes.LookAsync(cancellationToken);

    public Task<bool> HasOthersAsync(CancellationToken cancellationToken) => nodes.HasOthersAsync(cancellationToken);

    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        crash.At(CrashPoints.LeaveDue);
        await nodes.LeaveAsync(cancellationToken);
        crash.At(CrashPoints.Left);
    }
}
