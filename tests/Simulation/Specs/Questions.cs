using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;
using Constellation.Realtime.Simulation.Stores;

namespace Constellation.Realtime.Simulation.Specs;

/// <summary>Questions to a database by chance: mostly what fits the state that it is in, and often enough what does not.</summary>
internal sealed class Questions(SimulatedDatabase state, Random random)
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Usage Usage = new() { InputTokens = 12, OutputTokens = 34, Provider = "planner", Model = "planner" };
    private static readonly TurnError Error = new() { Code = ErrorCodes.LlmUnavailable, Message = "No provider could answer.", Retryable = true };

    private readonly Guid[] _nodes = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
    private readonly List<NewTurn> _sent = [];

    public Question Next(DateTimeOffset now) => random.Next(24) switch
    {
        0 or 1 or 2 or 3 => Accept(now),
        4 or 5 => TakeOver(),
        6 or 7 => ClaimAnew(),
        8 or 9 or 10 => Checkpoint(),
        11 => HandOver(),
        12 => Cancel(),
        13 or 14 => End(now),
        15 or 16 => Store(now),
        17 or 18 => Decide(now),
        19 => Milestones(),
        20 => Suggestions(),
        21 => Find(now),
        22 => FindRunning(),
        _ => random.Next(4) > 0 ? EndSession(now) : BeginEnding(),
    };

    private static Question Of<T>(string name, string of, Func<ITurnStore, IHistory, Task<T>> ask) => new(name, of, async (turns, history) => await ask(turns, history));

    private Question Accept(DateTimeOffset now)
    {
        var turn = _sent.Count > 0 && random.Next(4) == 0 ? _sent[random.Next(_sent.Count)] : NewTurn(now);
        if (random.Next(6) == 0) turn = turn with { TurnId = Guid.NewGuid(), UserMessageId = Guid.NewGuid(), ReplyId = Guid.NewGuid(), Node = AnyNode() };
        _sent.Add(turn);
        return Of("accepts", $"{turn.ClientMessageId} as {turn.TurnId}", (turns, _) => turns.AcceptAsync(turn, None));
    }

    private Question TakeOver()
    {
        var (turn, term, node, isHandedOver) = (AnyTurn(), AnyTerm(), AnyNode(), random.Next(3) == 0);
        return Of("takes over", $"{turn} from {term} for {node}{(isHandedOver ? ", handed over" : "")}", (turns, _) => turns.TakeOverAsync(turn, term, node, isHandedOver, None));
    }

    private Question ClaimAnew()
    {
        var (turn, term) = (AnyTurn(), AnyTerm());
        return Of("claims anew", $"{turn} from {term}", (turns, _) => turns.ClaimAnewAsync(turn, term, None));
    }

    private Question Checkpoint()
    {
        var (turn, term, text) = (AnyTurn(), AnyTerm(), AnyText());
        return Of("checkpoints", $"{turn} in {term} '{text}'", (turns, _) => turns.CheckpointAsync(turn, term, text, None));
    }

    private Question HandOver()
    {
        var (turn, term, text) = (AnyTurn(), AnyTerm(), AnyText());
        return Of("hands over", $"{turn} in {term} '{text}'", (turns, _) => turns.HandOverAsync(turn, term, text, None));
    }

    private Question Cancel()
    {
        var turn = AnyTurn();
        return Of("cancels", $"{turn}", (turns, _) => turns.RequestCancelAsync(state.Session.SessionId, turn, None));
    }

    private Question End(DateTimeOffset now)
    {
        var (turn, status) = (AnyTurn(), (TurnStatus)random.Next(1, 4));
        var end = new TurnEnd
        {
            SessionId = state.Session.SessionId,
            TurnId = turn,
            Term = AnyTerm(),
            Status = status,
            Text = AnyText(),
            At = now,
            Usage = status == TurnStatus.Completed ? Usage : null,
            Error = status == TurnStatus.Failed ? Error : null,
        };
        return Of("ends", $"{turn} in {end.Term} as {status} '{end.Text}'", (turns, _) => turns.EndAsync(end, None));
    }

    private Question Store(DateTimeOffset now)
    {
        var (turn, term) = (AnyTurn(), AnyTerm());
        var suggestion = new Suggestion
        {
            SuggestionId = Guid.NewGuid(),
            SessionId = state.Session.SessionId,
            TurnId = turn,
            Target = "pipeline",
            SchemaVersion = "sha256:1",
            Title = "Snow",
            Payload = JsonElement.Parse("""{"name":"Snow"}"""),
            Status = SuggestionStatus.Ready,
        };
        return Of("stores", $"{suggestion.SuggestionId} of {turn} in {term}", (_, history) => history.StoreSuggestionAsync(SimulatedDatabase.Ready(suggestion), term, now, None));
    }

    private Question Decide(DateTimeOffset now)
    {
        var known = state.Suggestions;
        var id = known.Count > 0 && random.Next(10) > 0 ? known[random.Next(known.Count)].SuggestionId : Guid.NewGuid();
        var decision = new DecideSuggestion { SessionId = state.Session.SessionId, SuggestionId = id, Decision = random.Next(2) == 0 ? Decision.Accepted : Decision.Rejected };
        return Of("decides", $"{decision.Decision} on {id}", (_, history) => history.DecideAsync(state.Session.UserId, decision, edited: null, applies: false, now, None));
    }

    private Question Milestones()
    {
        var (after, limit) = (Sequence.Of(random.NextInt64(state.Session.Term + 2), random.Next(5)), random.Next(1, 9));
        return Of("tells of the log", $"after {NodeLog.Name(after)}, {limit}", (_, history) => history.ReadMilestonesAsync(state.Session.SessionId, after, limit, None));
    }

    private Question Suggestions()
    {
        var (turn, limit) = (AnyTurn(), random.Next(1, 4));
        return Of("reads suggestions", $"of {turn}, {limit}", (_, history) => history.ReadSuggestionsAsync(state.Session.SessionId, turn, limit, None));
    }

    private Question Find(DateTimeOffset now)
    {
        var message = _sent.Count > 0 ? _sent[random.Next(_sent.Count)].ClientMessageId : Guid.NewGuid();
        return random.Next(2) == 0
            ? Of("finds a message", $"{message}", (turns, _) => turns.FindAcceptedAsync(state.Session.UserId, state.Session.SessionId, message, None))
            : Of("reads starts", $"{now}", (turns, _) => turns.ReadStartsAsync(state.Session.UserId, now.AddSeconds(-20), 3, None));
    }

    // Other sessions are in the real one, too.
    private Question FindRunning()
    {
        var (node, which) = (AnyNode(), random.Next(3));
        return Of("finds running turns", $"{node} {which}", async (turns, _) =>
        {
            var found = which switch
            {
                0 => await turns.FindOrphansAsync(node, 1000, None),
                1 => await turns.FindHandedOverAsync(1000, None),
                _ => await turns.FindOwnedAsync(node, 1000, None),
            };
            return found.Where(turn => turn.SessionId == state.Session.SessionId).ToList();
        });
    }

    private Question BeginEnding() =>
        Of("begins to end", "the session", (_, history) => history.BeginEndingAsync(state.Session.UserId, state.Session.SessionId, None));

    private Question EndSession(DateTimeOffset now) =>
        Of("ends the session", "", (_, history) => history.EndSessionAsync(state.Session.UserId, state.Session.SessionId, now, None));

    private NewTurn NewTurn(DateTimeOffset at) => new()
    {
        UserId = state.Session.UserId,
        SessionId = state.Session.SessionId,
        ClientMessageId = Guid.NewGuid(),
        TurnId = Guid.NewGuid(),
        UserMessageId = Guid.NewGuid(),
        ReplyId = Guid.NewGuid(),
        Text = "Which blocks show snow?",
        At = at,
        Node = AnyNode(),
        Title = "Which blocks show snow?",
    };

    private Guid AnyNode() => _nodes[random.Next(_nodes.Length)];

    private Guid AnyTurn() => state.Turns.Count == 0 || random.Next(15) == 0 ? Guid.NewGuid()
        : random.Next(6) == 0 ? state.Turns[random.Next(state.Turns.Count)].TurnId : state.Turns[^1].TurnId;

    private long AnyTerm() => random.Next(6) switch
    {
        0 => random.NextInt64(state.Session.Term + 2),
        1 => state.Session.Term,
        _ => state.Turns.Count == 0 ? 1 : state.Turns[^1].Term,
    };

    private string AnyText() => "snow falls"[..random.Next(11)];
}
