namespace Constellation.Realtime.Chaos.Driving;

/// <summary>
/// What the driver needs of a service under test. To try another one: implement this over its own clients and faults, map what it streams to text that is appended
/// and cut back, and name it in <see cref="Peers"/>. Nothing else here knows what is being tested.
/// </summary>
internal interface IPeer : IAsyncDisposable
{
    /// <summary>The nodes that serve clients now, from 1.</summary>
    IReadOnlyList<int> Up { get; }

    /// <summary>Whether it goes on with a reply whose node died where it was, and says nothing anew.</summary>
    bool ContinuesText { get; }

    /// <summary>What can be done to it. Each does it, waits, and mends it again.</summary>
    IReadOnlyList<FaultKind> Faults { get; }

    /// <summary>A new conversation of that user.</summary>
    Task<Guid> StartSessionAsync(int node, Guid userId, CancellationToken cancellationToken);

    /// <summary>Sends a message; the same id again is the same message. Returns the turn that answers it, and the cursor that it is read from.</summary>
    /// <exception cref="RefusedByPeerException">It was not accepted.</exception>
    Task<(Guid TurnId, long After)> SendAsync(int node, Guid userId, Guid sessionId, Guid clientMessageId, string text, CancellationToken cancellationToken);

    /// <summary>The turn's events above the cursor, as they come; ends with the terminal one. Breaks off with any exception.</summary>
    IAsyncEnumerable<Observation.Seen> ReadAsync(int node, Guid userId, Guid sessionId, Guid turnId, long after, CancellationToken cancellationToken);

    /// <summary>All messages of the conversation.</summary>
    Task<IReadOnlyList<Observation.Kept>> HistoryAsync(int node, Guid userId, Guid sessionId, CancellationToken cancellationToken);
}

/// <summary>One sort of fault.</summary>
/// <param name="Name">As the history file and the report call it.</param>
/// <param name="HitsNode">Whether it hits one node; else a store, for all of them.</param>
/// <param name="DoAsync">Does it to that node (0 for a store) and undoes it. Calls its argument at the moment when it strikes.</param>
internal sealed record FaultKind(string Name, bool HitsNode, Func<int, Action, Random, Task> DoAsync)
{
    /// <summary>Whether a store may lose what is in it.</summary>
    public bool LosesText { get; init; }
}

/// <summary>The service said no.</summary>
internal sealed class RefusedByPeerException(string code) : Exception(code)
{
    public string Code { get; } = code;
}
