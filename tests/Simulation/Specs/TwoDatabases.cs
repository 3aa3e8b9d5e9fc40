using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Turns;
using Constellation.Realtime.Simulation.Stores;

namespace Constellation.Realtime.Simulation.Specs;

/// <summary>One session in a real database and in a simulated one: both are asked the same, as a seed will have it, and must answer and keep the same.</summary>
internal sealed class TwoDatabases
{
    private static readonly JsonSerializerOptions Written = new() { IncludeFields = true };

    private readonly TestDatabase _real;
    private readonly SimulatedDatabase _simulated;
    private readonly Scheduler _scheduler;
    private readonly ITurnStore _turns;
    private readonly IHistory _history;
    private readonly Questions _questions;
    private readonly Random _random;
    private readonly List<string> _asked = [];

    public TwoDatabases(TestDatabase real, Mutation mutation, int seed)
    {
        (_real, _random) = (real, new Random(seed));
        var session = new SessionRow { SessionId = Guid.NewGuid(), UserId = Guid.NewGuid(), CreatedAt = World.Begin, LastActive = World.Begin };
        _simulated = new SimulatedDatabase(mutation) { Session = session };
        _scheduler = new Scheduler(_random, _ => { }) { HasFaults = false };
        var node = new SimulatedNode("node", Guid.NewGuid(), World.Begin);
        _turns = new NodeTurns(_simulated, node, _scheduler, _ => true, claimsFail: false);
        _history = new NodeHistory(_simulated, node, _scheduler);
        _questions = new Questions(_simulated, _random);
    }

    /// <summary>Each question with what sort of answer it got.</summary>
    public HashSet<string> Answers { get; } = [];

    /// <summary>The first difference, and the way to it; null where there is none.</summary>
    public async Task<string?> CompareAsync(int questions)
    {
        var session = _simulated.Session;
        await _real.History.StartSessionAsync(session.UserId, session.SessionId, null, World.Begin, CancellationToken.None);
        Question? last = null;
        for (var i = 0; i < questions; i++)
        {
            // An answer that was lost is asked for again.
            last = last is not null && _random.Next(6) == 0 ? last : _questions.Next(World.Begin.AddSeconds(i + 1));
            if (await AskAsync(last) is { } otherAnswer) return Tell(otherAnswer);
            if (await KeptAsync() is { } otherState) return Tell(otherState);
        }

        return null;
    }

    private async Task<string?> AskAsync(Question question)
    {
        _asked.Add(question.ToString());
        var real = await question.AskAsync(_real.Turns, _real.History);
        var answering = question.AskAsync(_turns, _history);
        _scheduler.Step();
        var simulated = await answering;
        Answers.Add(real switch
        {
            null => $"{question.Name}: nothing",
            bool isDone => $"{question.Name}: {isDone}",
            Acceptance or DecisionResult => $"{question.Name}: {real.GetType().Name}",
            _ => question.Name,
        });
        return Difference("the answer", real, simulated);
    }

    private async Task<string?> KeptAsync()
    {
        var session = _simulated.Session;
        var state = await _real.History.ReadStateAsync(session.SessionId, 1000, CancellationToken.None);
        var suggestions = await _real.History.ReadSuggestionsAsync(session.SessionId, null, 1000, CancellationToken.None);
        var milestones = await _real.History.ReadMilestonesAsync(session.SessionId, 0, 1000, CancellationToken.None);
        var last = _simulated.Turns.Count == 0 ? null : await _real.Turns.FindAsync(session.SessionId, _simulated.Turns[^1].TurnId, CancellationToken.None);
        var simulated = new SessionState(session.ToSession(), [.. _simulated.Messages], session.Term, session.Status == SessionStatus.Ended);
        return Difference("the session", state, simulated)
            ?? Difference("the suggestions", suggestions, _simulated.Suggestions)
            ?? Difference("what is told of the log", milestones, _simulated.Milestones(0, 1000))
            ?? Difference("the last turn", last, last is null ? null : _simulated.Find(last.TurnId));
    }

    private string Tell(string difference) => $"{string.Join("\n", _asked)}\n{difference}";

    private static string? Difference(string what, object? real, object? simulated)
    {
        var (one, other) = (Write(real), Write(simulated));
        return one == other ? null : $"{what} is\n{other}, not as really\n{one}";
    }

    private static string Write(object? answer) => answer is null ? "nothing" : JsonSerializer.Serialize(answer, answer.GetType(), Written);
}

/// <summary>Something that a database is asked.</summary>
/// <param name="Name">What.</param>
/// <param name="Of">With which arguments.</param>
/// <param name="AskAsync">Asks it.</param>
internal sealed record Question(string Name, string Of, Func<ITurnStore, IHistory, Task<object?>> AskAsync)
{
    public override string ToString() => $"{Name} {Of}";
}
