using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;
using Constellation.Realtime.Simulation.Stores;

namespace Constellation.Realtime.Simulation;

/// <summary>Runs one turn on one node with a real <see cref="TurnWriter"/>, in the order of the turn runner, while a pump writes what is new beside it.</summary>
internal sealed class SimulatedOwner(World world, SimulatedNode node, Turn turn, bool isTakeover)
{
    private const int MostFruitlessClaims = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly Usage Usage = new() { InputTokens = 1, OutputTokens = 1, Provider = "simulated", Model = "simulated" };

    private readonly TurnWriter _writer = new(turn, world.LogOf(node), world.TurnsOf(node), node.Time);
    private readonly IHistory _history = world.HistoryOf(node);
    private bool _isOver;

    public async Task RunAsync()
    {
        var status = TurnStatus.Completed;
        if (turn.CancelRequested) _writer.RequestStop();
        if (await OpenAsync())
        {
            world.Run($"{node.Name} writes", PumpAsync);
            status = await SpeakAsync();
        }
        else
        {
            status = TurnStatus.Failed;
        }

        _isOver = true;
        if (!_writer.IsLost) await LeaveAsync(status);
        node.Runs.Remove(turn.TurnId);
    }

    private async Task<bool> OpenAsync()
    {
        if (!isTakeover)
        {
            await _writer.StartAsync(null, CancellationToken.None);
            return true;
        }

        var said = await _writer.TakeOverAsync(CancellationToken.None);
        var isLast = turn.FruitlessClaims >= MostFruitlessClaims;
        _writer.Inherit(said, goesOn: isLast || world.ContinuesText);
        return !isLast;
    }

    private async Task<TurnStatus> SpeakAsync()
    {
        if (isTakeover) await ShowStoredAsync();
        else if (world.Chance(60) && !await SuggestAsync()) return TurnStatus.Cancelled;
        while (_writer.Text.Length < world.ReplyLength)
        {
            await world.PointAsync(node, "hears a piece");
            if (_writer.Stopped.IsCancellationRequested) return TurnStatus.Cancelled;
            if (!world.KeepsWhatWasShown && world.Chance(4)) _writer.Rewind(0, RewindReasons.Fallback);
            _writer.Say(world.NextPiece(turn));
            if (world.Chance(15) && !await SuggestAsync()) return TurnStatus.Cancelled;
        }

        return TurnStatus.Completed;
    }

    /// <summary>What an owner before this one stored and did not live to show.</summary>
    private async Task ShowStoredAsync()
    {
        while (!_writer.IsLost)
        {
            try
            {
                foreach (var suggestion in await _history.ReadReadyAsync(turn.SessionId, turn.TurnId, CancellationToken.None))
                {
                    if (!_writer.HasShown(suggestion.SuggestionId)) Show(suggestion);
                }

                return;
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(Pause, node.Time);
            }
        }
    }

    /// <summary>Stored first, shown then. False where the turn is not this owner's any more.</summary>
    private async Task<bool> SuggestAsync()
    {
        var suggestion = NewSuggestion();
        if (world.Mutation == Mutation.ShownBeforeStored) Show(suggestion);
        while (!_writer.IsLost)
        {
            try
            {
                if (await _history.StoreSuggestionAsync(suggestion, _writer.Term, node.Time.GetUtcNow(), CancellationToken.None))
                {
                    if (world.Mutation != Mutation.ShownBeforeStored) Show(suggestion);
                    return true;
                }

                _writer.Doubt();
            }
            catch (StoreUnavailableException)
            {
                // Again.
            }

            await Task.Delay(Pause, node.Time);
        }

        return false;
    }

    private void Show(ReadySuggestion suggestion) => _writer.Add(SessionEvent.SuggestionReady(turn.SessionId, turn.TurnId, node.Time.GetUtcNow(), suggestion));

    private ReadySuggestion NewSuggestion() => SimulatedDatabase.Ready(new Suggestion
    {
        SuggestionId = world.NewId(),
        SessionId = turn.SessionId,
        TurnId = turn.TurnId,
        Target = "pipeline",
        Payload = System.Text.Json.JsonElement.Parse("{}"),
        Status = SuggestionStatus.Ready,
    });

    private async Task PumpAsync()
    {
        while (!_isOver)
        {
            await world.PointAsync(node, "gathers");
            if (!_isOver && (_writer.HasNews || world.Chance(20))) await _writer.FlushAsync(CancellationToken.None);
            if (_writer.IsBehind || !_writer.HasNews) await Task.Delay(Pause, node.Time);
        }
    }

    private async Task LeaveAsync(TurnStatus status)
    {
        if (world.HasFaults && status == TurnStatus.Completed && world.Chance(5))
        {
            try
            {
                await _writer.HandOverAsync(CancellationToken.None);
            }
            catch (StoreUnavailableException)
            {
                node.Doubts = true;
            }

            return;
        }

        var error = status == TurnStatus.Failed ? new TurnError { Code = ErrorCodes.LlmUnavailable, Message = "It broke off.", Retryable = true } : null;
        await _writer.EndAsync(status, status == TurnStatus.Completed ? Usage : null, error, CancellationToken.None);
    }
}
