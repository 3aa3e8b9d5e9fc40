using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Hub.Tests.Journeys;

/// <summary>A journey's surroundings: a node for the class, a model, clients that are closed afterwards.</summary>
public abstract class JourneyTests(TestNode node) : IAsyncLifetime
{
    private readonly List<Door> _doors = [];

    private protected TestNode Node => node;

    private protected ScriptedLlm Llm => node.Llm;

    public Task InitializeAsync()
    {
        Llm.Forgets();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (var door in _doors) await door.DisposeAsync();
    }

    private protected async Task<Door> OpenAsync(DoorKind kind, Guid? userId = null)
    {
        var door = await node.OpenAsync(kind, userId);
        _doors.Add(door);
        return door;
    }

    private protected async Task<HubDoor> OpenHubAsync(Guid? userId = null, DoorKind kind = DoorKind.SignalRJson) => (HubDoor)await OpenAsync(kind, userId);

    /// <summary>Asserts the fold law for these events, and for all that a reader from the turn's beginning gets.</summary>
    private protected static async Task AssertFoldLawAsync(Door door, TurnRef turn, params IReadOnlyList<SessionEvent>[] events)
    {
        var history = await door.Rest.HistoryAsync(turn.SessionId);
        foreach (var one in events) FoldLaw.Holds(one, history);
        FoldLaw.Holds(await door.ReadTurnAsync(turn, turn.After).ToEndAsync(), history);
    }

    private protected static async Task<string> CodeAsync(Func<Task> call) => (await Assert.ThrowsAsync<RefusedCallException>(call)).Code;
}
