using System.Text.Json;
using System.Text.Json.Serialization;

namespace Constellation.Realtime.Chaos;

/// <summary>One line of a history file: what a client, or the one who makes the faults, saw at that moment.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "what")]
[JsonDerivedType(typeof(Began), "began")]
[JsonDerivedType(typeof(Told), "model")]
[JsonDerivedType(typeof(Sending), "sending")]
[JsonDerivedType(typeof(AskingAgain), "asking again")]
[JsonDerivedType(typeof(Accepted), "accepted")]
[JsonDerivedType(typeof(NotAccepted), "not accepted")]
[JsonDerivedType(typeof(Seen), "event")]
[JsonDerivedType(typeof(Hopped), "hopped")]
[JsonDerivedType(typeof(Joined), "joined")]
[JsonDerivedType(typeof(Hung), "hung")]
[JsonDerivedType(typeof(Faulted), "fault")]
[JsonDerivedType(typeof(Kept), "history")]
[JsonDerivedType(typeof(Watched), "watched")]
[JsonDerivedType(typeof(Restarted), "snapshot")]
[JsonDerivedType(typeof(Deciding), "deciding")]
[JsonDerivedType(typeof(Decided), "decided")]
[JsonDerivedType(typeof(NotDecided), "not decided")]
[JsonDerivedType(typeof(Listed), "suggestions")]
[JsonDerivedType(typeof(Renamed), "renamed")]
[JsonDerivedType(typeof(Closed), "closed")]
[JsonDerivedType(typeof(Cancelling), "cancelling")]
[JsonDerivedType(typeof(Refused), "refused")]
[JsonDerivedType(typeof(Made), "made")]
[JsonDerivedType(typeof(Pushed), "pushed")]
[JsonDerivedType(typeof(Finished), "finished")]
[JsonDerivedType(typeof(BrokenOff), "broken off")]
internal abstract record Observation
{
    /// <summary>When, in ms since the run began.</summary>
    public double At { get; init; }

    /// <param name="ContinuesText">Whether a reply whose node dies is gone on with where it was, not said anew: then what was shown must stand.</param>
    internal sealed record Began(string Peer, bool ContinuesText) : Observation
    {
        /// <summary>Whether what is accepted must be applied in the end.</summary>
        public bool Applies { get; init; }

        /// <summary>What the driver was told, its seed among it.</summary>
        public string? Command { get; init; }

        /// <summary>The code that was tested and the code of the driver, each as it names itself.</summary>
        public string? Code { get; init; }

        /// <summary>On what it ran.</summary>
        public string? Machine { get; init; }

        public DateTimeOffset? On { get; init; }

        /// <summary>What it has to come to.</summary>
        public Asked? Asked { get; init; }
    }

    /// <summary>A model was asked, and this is all that it would say.</summary>
    internal sealed record Told(string Text) : Observation;

    internal sealed record Sending(Guid ClientMessageId, Guid SessionId, string Text, int Node) : Observation;

    /// <summary>Somebody is about to have the message of this turn answered anew, in a turn of its own; sent and accepted as a message is.</summary>
    internal sealed record AskingAgain(Guid ClientMessageId, Guid SessionId, Guid TurnId, int Node) : Observation;

    internal sealed record Accepted(Guid ClientMessageId, Guid SessionId, Guid TurnId, int Node) : Observation;

    /// <summary>Refused with a code, or (null) broken off: then nobody knows.</summary>
    internal sealed record NotAccepted(Guid ClientMessageId, string? Code, int Node) : Observation;

    /// <summary>An event as a reader got it; without a turn where it belongs to the conversation. Text and offset of a delta, length and reason of a rewind.</summary>
    internal sealed record Seen(int Reader, Guid? TurnId, long Sequence, string Type, string? Text, int? Offset, int? Length, string? Reason) : Observation
    {
        /// <summary>The call of a tool, or the suggestion, that it is about.</summary>
        public string? About { get; init; }

        /// <summary>Where the suggestion stands by it, or the reply by the terminal event.</summary>
        public string? Status { get; init; }

        /// <summary>Everything else that it says, the same text for the same content; of a suggestion what was suggested, without where it stands.</summary>
        public string? Content { get; init; }

        /// <summary>The reply's whole text, as the terminal event says it.</summary>
        public string? Reply { get; init; }

        [JsonIgnore]
        public bool EndsTurn => Type is "turn.completed" or "turn.cancelled" or "turn.failed";
    }

    /// <summary>A person was told unasked, on one of the connections: of a suggestion, say, which one, of which turn, and what is suggested.</summary>
    internal sealed record Pushed(Guid UserId, string Name, Guid? SessionId, Guid? TurnId, string? About, string? Content) : Observation;

    /// <summary>A reader reads this conversation whole, from its beginning to its end.</summary>
    internal sealed record Watched(int Reader, Guid SessionId, string Way) : Observation;

    /// <summary>A reader of a whole conversation was given the state in place of events that are gone: the messages, of a live turn what there is of its reply.</summary>
    internal sealed record Restarted(int Reader, Guid SessionId, long Sequence, IReadOnlyList<Kept> Messages, IReadOnlyList<Suggested> Suggestions) : Observation;

    internal sealed record Deciding(Guid SessionId, string SuggestionId, string Decision, int Node) : Observation;

    /// <summary>It counts, or had been decided so before.</summary>
    internal sealed record Decided(string SuggestionId, string Decision, string Status, int Node) : Observation;

    /// <summary>Refused with a code, or (null) broken off: then nobody knows.</summary>
    internal sealed record NotDecided(string SuggestionId, string Decision, string? Code, int Node) : Observation;

    /// <summary>All suggestions of a turn, as the service gives them after its end.</summary>
    internal sealed record Listed(Guid SessionId, Guid TurnId, IReadOnlyList<Suggested> Suggestions) : Observation;

    /// <summary>The conversation was given this title, and the service said so.</summary>
    internal sealed record Renamed(Guid SessionId, string Title) : Observation;

    /// <summary>The conversation was ended, and the service said so.</summary>
    internal sealed record Closed(Guid SessionId) : Observation;

    /// <summary>Somebody is about to stop this turn, or (null) to end the conversation with whatever goes on in it.</summary>
    internal sealed record Cancelling(Guid SessionId, Guid? TurnId) : Observation;

    /// <summary>Any other call than those above was refused with a code, or got what is no answer.</summary>
    internal sealed record Refused(string Call, string Code, int Node) : Observation;

    /// <summary>What the service that accepted suggestions are applied to holds at the end of the run, by the name that the suggestion gave it.</summary>
    internal sealed record Made(string Name) : Observation;

    /// <summary>Everybody came to an end, and history was read.</summary>
    internal sealed record Finished : Observation;

    /// <summary>Here the run was stopped from outside.</summary>
    internal sealed record BrokenOff : Observation;

    internal sealed record Hopped(int Reader, Guid TurnId, int Node, long After, string? Because) : Observation;

    /// <summary>A reader that comes late: all that it has is what another one had in hand at this cursor.</summary>
    internal sealed record Joined(int Reader, Guid TurnId, long After, int Like) : Observation;

    /// <summary>A reader, or (0) a sender, got nowhere for too long.</summary>
    internal sealed record Hung(int Reader, Guid? TurnId, string Why) : Observation;

    /// <param name="Node">Whom it hit; 0 where all nodes.</param>
    /// <param name="LosesText">Whether a store may have lost what was in it.</param>
    internal sealed record Faulted(string Name, int Node, bool LosesText) : Observation
    {
        /// <summary>A turn that this node owned then, as far as is known.</summary>
        public Guid? TurnId { get; init; }

        /// <summary>Whether the node was gone, or did nothing, so that another one had to go on with its turns.</summary>
        public bool TakesOwner { get; init; }

        /// <summary>Whether it left the node its turns.</summary>
        public bool SparesTurns { get; init; }
    }

    /// <summary>A message of a session, as history gives it at the end of the run.</summary>
    internal sealed record Kept(Guid SessionId, Guid TurnId, string Sender, string Status, string Content) : Observation;

    public string ToLine() => JsonSerializer.Serialize(this);

    public static Observation OfLine(string line) => JsonSerializer.Deserialize<Observation>(line)!;
}

/// <summary>What a run has to come to: else it says nothing.</summary>
/// <param name="Faults">How many at least.</param>
/// <param name="Turns">How many turns at least.</param>
/// <param name="Kinds">Each of these faults has to strike.</param>
/// <param name="Each">So often at least.</param>
/// <param name="InTheMiddle">Whether nine of ten have to strike in the middle of a reply.</param>
internal sealed record Asked(int Faults, int Turns, IReadOnlyList<string> Kinds, int Each, bool InTheMiddle);

/// <summary>A suggestion.</summary>
/// <param name="Id">Its id.</param>
/// <param name="TurnId">The turn that made it.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Content">What was suggested: the same text for the same content.</param>
internal sealed record Suggested(string Id, Guid TurnId, string Status, string Content);
