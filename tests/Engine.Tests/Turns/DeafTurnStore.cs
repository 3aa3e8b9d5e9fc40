using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine.Tests.Turns;

/// <summary>A database that carries acceptances and claims out, and whose answers to them are lost while <paramref name="isDeaf"/> to acceptances and
/// <paramref name="isDeafToClaims"/> to claims.</summary>
internal sealed class DeafTurnStore(ITurnStore store, Func<bool> isDeaf, Func<bool>? isDeafToClaims = null) : PassingTurnStore(store)
{
    public override async Task<Acceptance> AcceptAsync(NewTurn turn, CancellationToken cancellationToken)
    {
        var acceptance = await base.AcceptAsync(turn, cancellationToken);
        return isDeaf() ? throw new StoreUnavailableException("The answer is lost.") : acceptance;
    }

    public override async Task<Turn?> TakeOverAsync(Guid turnId, long term, Guid node, bool handedOver, CancellationToken cancellationToken)
    {
        var taken = await base.TakeOverAsync(turnId, term, node, handedOver, cancellationToken);
        return taken is not null && isDeafToClaims?.Invoke() == true ? throw new StoreUnavailableException("The answer is lost.") : taken;
    }
}
