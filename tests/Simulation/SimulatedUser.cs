using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Simulation;

/// <summary>Sends messages one after the other, each until it is answered, cancels, and ends the session: at any node, and at another one where that does not answer.</summary>
internal sealed class SimulatedUser(World world, int messages)
{
    private readonly SimulatedNode _client = new("user", Guid.Empty, World.Begin);
    private bool _isEnding;

    /// <summary>How many messages were accepted.</summary>
    public int Sent { get; private set; }

    public bool HasSentAll => Sent >= messages;

    public async Task SendAsync()
    {
        while (!HasSentAll && !_isEnding)
        {
            var turn = NewTurn();
            while (!await IsAcceptedAsync(turn))
            {
                if (_isEnding) return;
                turn = turn with { TurnId = world.NewId(), UserMessageId = world.NewId(), ReplyId = world.NewId() };
            }

            Sent++;
        }
    }

    public void Cancel()
    {
        world.Trace("the user cancels");
        foreach (var turn in world.Database.Turns) turn.CancelRequested = true;
    }

    /// <summary>False where that was begun already.</summary>
    public bool End()
    {
        if (_isEnding) return false;
        world.Trace("the user ends the session");
        _isEnding = true;
        world.Run("the user ends", EndAsync);
        return true;
    }

    private async Task<bool> IsAcceptedAsync(NewTurn turn)
    {
        var node = world.AnyNode();
        var answered = new TaskCompletionSource<bool>();
        node.Runs.Add(turn.TurnId);
        world.Run($"{node.Name} accepts", () => new Serving(world, node).AcceptAsync(turn with { Node = node.Id }, answered));

        // A client whose node died or does not answer sends the same again, to another one.
        return await AnsweredAsync(answered, patience: 40, "the client waits");
    }

    private async Task EndAsync()
    {
        TaskCompletionSource<bool> answered;
        do
        {
            answered = new TaskCompletionSource<bool>();
            var node = world.AnyNode();
            world.Run($"{node.Name} ends the session", () => new Serving(world, node).EndSessionAsync(answered));
        }
        while (!await AnsweredAsync(answered, patience: 60, "the session's end is awaited"));
    }

    private async Task<bool> AnsweredAsync(TaskCompletionSource<bool> answered, int patience, string what)
    {
        while (!answered.Task.IsCompleted && patience-- > 0) await world.PointAsync(_client, what);
        return answered.Task.IsCompleted && await answered.Task;
    }

    private NewTurn NewTurn() => new()
    {
        UserId = world.UserId,
        SessionId = world.SessionId,
        ClientMessageId = world.NewId(),
        TurnId = world.NewId(),
        UserMessageId = world.NewId(),
        ReplyId = world.NewId(),
        Text = "Which blocks show snow?",
        At = World.Begin,
        Node = Guid.Empty,
        Title = "Snow",
    };
}
