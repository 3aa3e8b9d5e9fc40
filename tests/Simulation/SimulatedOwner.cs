using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Simulation;

/// <summary>Runs one turn on one node with a real <see cref="TurnWriter"/>, in the order of the turn runner, while a pump writes what is new beside it.</summary>
internal sealed class SimulatedOwner(World world, SimulatedNode node, Turn turn, bool isTakeover)
{
    private const int MostFruitlessClaims = 3;

    private static readonly Usage Usage = new() { InputTokens = 1, OutputTokens = 1, Provider = "simulated", Model = "simulated" };

    private readonly TurnWriter _writer = new(turn, world.LogOf(node), world.TurnsOf(node), node.Time);
    private bool _isOver;

    public async Task RunAsync()
    {
        var status = TurnStatus.Completed;
        if (turn.CancelRequested) _writer.RequestStop();
        if (await OpenAsync())
        {
            _ = PumpAsync();
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
        _writer.Inherit(isLast || world.ContinuesText ? said : "");
        return !isLast;
    }

    private async Task<TurnStatus> SpeakAsync()
    {
        while (_writer.Text.Length < world.ReplyLength)
        {
            await world.PointAsync(node, "hears a piece");
            if (_writer.Stopped.IsCancellationRequested) return TurnStatus.Cancelled;
            if (!world.KeepsWhatWasShown && world.Chance(4)) _writer.Rewind(0, RewindReasons.Fallback);
            _writer.Say(world.NextPiece());
        }

        return TurnStatus.Completed;
    }

    private async Task PumpAsync()
    {
        while (!_isOver)
        {
            await world.PointAsync(node, "gathers");
            if (!_isOver && (_writer.HasNews || world.Chance(20))) await _writer.FlushAsync(CancellationToken.None);
            if (_writer.IsBehind || !_writer.HasNews) await Task.Delay(TimeSpan.FromMilliseconds(100), node.Time);
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
            catch (Engine.Sessions.StoreUnavailableException)
            {
                node.Doubts = true;
            }

            return;
        }

        var error = status == TurnStatus.Failed ? new TurnError { Code = ErrorCodes.LlmUnavailable, Message = "It broke off.", Retryable = true } : null;
        await _writer.EndAsync(status, status == TurnStatus.Completed ? Usage : null, error, CancellationToken.None);
    }
}
