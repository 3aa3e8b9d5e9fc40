namespace Constellation.Realtime.Chaos.Driving;

/// <summary>
/// What the driver needs of a service under test. To try another one: implement this over its own clients and faults, and name it in <see cref="Peers"/>. The checker
/// judges by these words, which an adapter has to map its service's to:
/// <list type="bullet">
/// <item><c>text.delta</c> appends its <c>Text</c> at <c>Offset</c>, which is the length of what is in hand; <c>text.rewound</c> cuts what is in hand back to <c>Length</c>, for the
/// <c>Reason</c> <c>takeover</c> where another node goes on, <c>resync</c> where a store had lost something (behind both of them what stands follows at once), or any
/// other one.</item>
/// <item><c>turn.completed</c>, <c>turn.cancelled</c> or <c>turn.failed</c> ends a turn, once. <c>turn.started</c> begins it, for every reader from its beginning or for none of
/// any turn.</item>
/// <item><c>Sequence</c> grows through the conversation, and a number is the same event for every reader; neighbouring deltas may come as one, with the last one's number.</item>
/// <item>A message in history is of the <c>Sender</c> <c>user</c> or <c>assistant</c>; a reply is <c>complete</c>, <c>partial</c> (cancelled or failed) or <c>failed</c>, and
/// <c>superseded</c> once its message was answered anew.</item>
/// <item>A service that has them says <c>tool.started</c> and <c>tool.finished</c> about a call, <c>suggestion.ready</c> and <c>suggestion.changed</c> about a suggestion (it is
/// <c>ready</c>, <c>accepted</c>, <c>rejected</c>, <c>applied</c> or <c>failed</c>), <c>session.updated</c> (its content has <c>title:"…"</c> in it) and <c>session.ended</c>.</item>
/// </list>
/// A call that is not answered throws <see cref="RefusedByPeerException"/> where the service said no: <c>unavailable</c> where it can't just now, which alone is forgiven,
/// <c>conflict</c> to a decision after another one, and <c>session_ended</c> to one after the conversation's end. It throws what <see cref="Trouble"/> takes for it where the connection broke. A stream ends by itself behind
/// the turn's, or the conversation's, end. The questions have what makes Constellation call a tool (<c>know of</c>) or suggest something (<c>map</c>); to any other service
/// they are words.
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

    /// <summary>The turn's events above the cursor, as they come; ends with the terminal one.</summary>
    IAsyncEnumerable<Observation.Seen> ReadAsync(int node, Guid userId, Guid sessionId, Guid turnId, long after, CancellationToken cancellationToken);

    /// <summary>Who has each of these turns now, given who took its message; where a service does not say, that one.</summary>
    Task<IReadOnlyDictionary<Guid, int>> OwnersAsync(IReadOnlyDictionary<Guid, int> takenBy) => Task.FromResult(takenBy);

    /// <summary>All messages of the conversation.</summary>
    Task<IReadOnlyList<Observation.Kept>> HistoryAsync(int node, Guid userId, Guid sessionId, CancellationToken cancellationToken);

    // What a service may have besides; one that has not leaves it as it is here.

    /// <summary>The code that is tested, as it names itself.</summary>
    string? Code => null;

    /// <summary>From now on what the service tells people unasked is an observation, too.</summary>
    void Listen(Action<Observation.Pushed> hear)
    {
    }

    /// <summary>The ways to read a whole conversation from its beginning to its end: it is read in each of them.</summary>
    IReadOnlyList<string> Watches => [];

    /// <summary>Whether it takes a message and streams the reply in one call, makes suggestions, answers anew, stops a reply that is not wanted, renames
    /// conversations and ends them, in the middle of a reply, too.</summary>
    bool DoesMore => false;

    /// <summary>Whether what is accepted is applied at once, and says so in the end.</summary>
    bool Applies => false;

    /// <summary>What the service holds that accepted suggestions are applied to, by the name that the suggestion gave it.</summary>
    IReadOnlyList<string> Made => [];

    /// <summary>The conversation's events above the cursor: <see cref="Observation.Seen"/> or <see cref="Observation.Restarted"/>; ends with the conversation.</summary>
    IAsyncEnumerable<Observation> WatchAsync(string way, int node, Guid userId, Guid sessionId, long after, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Sends a message, and reads the turn in the same call.</summary>
    /// <exception cref="RefusedByPeerException">It was not accepted.</exception>
    IAsyncEnumerable<Observation.Seen> StreamAsync(int node, Guid userId, Observation.Sending message, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Has the message of the conversation's last turn answered anew. Accepted and refused as a message is, and its id works alike.</summary>
    /// <exception cref="RefusedByPeerException">It was not accepted.</exception>
    Task<(Guid TurnId, long After)> RegenerateAsync(int node, Guid userId, Guid sessionId, Guid turnId, Guid clientMessageId, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Decides on a suggestion (<c>accepted</c> or <c>rejected</c>) and returns where it stands then.</summary>
    /// <exception cref="RefusedByPeerException">The decision does not count.</exception>
    Task<string> DecideAsync(int node, Guid userId, Guid sessionId, string suggestionId, string decision, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>All suggestions of the turn that answers this message, once it has ended; null where a failed turn's are not told.</summary>
    Task<IReadOnlyList<Suggested>?> SuggestionsAsync(int node, Guid userId, Observation.Sending message, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Gives the conversation a title. The same again changes nothing.</summary>
    Task RenameAsync(int node, Guid userId, Guid sessionId, string title, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Stops the turn: what was said so far is kept.</summary>
    Task CancelAsync(int node, Guid userId, Guid sessionId, Guid turnId, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Ends the conversation.</summary>
    Task EndSessionAsync(int node, Guid userId, Guid sessionId, CancellationToken cancellationToken) => throw new NotSupportedException();
}

/// <summary>One sort of fault.</summary>
/// <param name="Name">As the history file and the report call it.</param>
/// <param name="HitsNode">Whether it hits one node; else a store, for all of them.</param>
/// <param name="DoAsync">Does it to that node (0 for a store) and undoes it. Calls its argument at the moment when it strikes.</param>
internal sealed record FaultKind(string Name, bool HitsNode, Func<int, Action, Random, Task> DoAsync)
{
    /// <summary>Whether a store may lose what is in it.</summary>
    public bool LosesText { get; init; }

    /// <summary>Whether the node is gone, or does nothing, so that another one has to go on with its turns: how long readers wait for that is measured.</summary>
    public bool TakesOwner { get; init; }

    /// <summary>Whether it leaves the node its turns: who hears nothing of them is a client.</summary>
    public bool SparesTurns { get; init; }
}

/// <summary>The service said no.</summary>
internal sealed class RefusedByPeerException(string code) : Exception(code)
{
    public string Code { get; } = code;
}
