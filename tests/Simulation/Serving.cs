using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Constellation.Realtime.Simulation;

/// <summary>What one node does for the user and for turns that nobody runs, in the order of the real acceptance, takeover, decision and session's end.</summary>
internal sealed class Serving(World world, SimulatedNode node)
{
    private readonly ITurnStore _turns = world.TurnsOf(node);
    private readonly IHistory _history = world.HistoryOf(node);

    public async Task AcceptAsync(NewTurn turn, TaskCompletionSource<bool> answered)
    {
        for (var tries = 0; tries < 3; tries++)
        {
            try
            {
                if (await _turns.AcceptAsync(turn, CancellationToken.None) is not Acceptance.Accepted accepted) break;
                if (accepted.IsNew) world.Run($"{node.Name} answers", new SimulatedOwner(world, node, accepted.Turn, isTakeover: false).RunAsync);
                else node.Runs.Remove(turn.TurnId);
                answered.TrySetResult(true);
                return;
            }
            catch (StoreUnavailableException)
            {
                node.Doubts = true;
            }
        }

        node.Runs.Remove(turn.TurnId);
        answered.TrySetResult(false);
    }

    /// <summary>Takes over what dead nodes left, and what is this node's own though it does not run it.</summary>
    public async Task LookForTurnsAsync()
    {
        for (var round = 0; ; round++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), node.Time);
            try
            {
                var left = await _turns.FindOrphansAsync(node.Id, 100, CancellationToken.None);
                var own = node.Doubts || round % 20 == 19 ? await _turns.FindOwnedAsync(node.Id, 100, CancellationToken.None) : [];
                foreach (var turn in left.Concat(own))
                {
                    if (!node.Runs.Add(turn.TurnId)) continue;
                    await ClaimAsync(turn);
                }
            }
            catch (StoreUnavailableException)
            {
                node.Doubts = true;
            }
        }
    }

    public async Task DecideAsync(Guid suggestionId, bool isAccepted)
    {
        var decision = new DecideSuggestion
        {
            SessionId = world.SessionId,
            SuggestionId = suggestionId,
            Decision = isAccepted ? Decision.Accepted : Decision.Rejected,
        };
        try
        {
            if (await _history.DecideAsync(world.UserId, decision, edited: null, applies: false, node.Time.GetUtcNow(), CancellationToken.None) is DecisionResult.Decided decided)
                await AppendAsync(decided.Changed);
        }
        catch (StoreUnavailableException)
        {
            // Whoever decided tries again, or not.
        }
    }

    public async Task EndSessionAsync(TaskCompletionSource<bool> answered)
    {
        try
        {
            var session = await _history.BeginEndingAsync(world.UserId, world.SessionId, CancellationToken.None);
            if (session?.ActiveTurnId is null
                && await _history.EndSessionAsync(world.UserId, world.SessionId, node.Time.GetUtcNow(), CancellationToken.None) is { } ended)
            {
                await AppendAsync(ended);
                answered.TrySetResult(true);
            }
        }
        catch (StoreUnavailableException)
        {
            // Again.
        }

        answered.TrySetResult(false);
    }

    private async Task ClaimAsync(Turn turn)
    {
        Turn? taken = null;
        try
        {
            var isHandedOver = turn.Node == Node.Nobody || turn.Node == node.Id;
            taken = await _turns.TakeOverAsync(turn.TurnId, turn.Term, node.Id, isHandedOver, CancellationToken.None);
            if (taken is not null) world.Run($"{node.Name} goes on", new SimulatedOwner(world, node, taken, isTakeover: true).RunAsync);
        }
        finally
        {
            if (taken is null) node.Runs.Remove(turn.TurnId);
        }
    }

    private Task AppendAsync(SessionEvent outside) =>
        new OutsideEvents(world.LogOf(node), NullLogger<OutsideEvents>.Instance).AppendAsync(outside, CancellationToken.None);
}
