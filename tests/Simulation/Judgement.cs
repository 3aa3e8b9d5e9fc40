using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Simulation.Stores;

namespace Constellation.Realtime.Simulation;

/// <summary>What must be true once every reader is through, whatever happened.</summary>
internal static class Judgement
{
    /// <summary>The promise that was broken; null where none was.</summary>
    public static string? Of(World world)
    {
        var database = world.Database;
        if (database.HasLiveTurn) return "a turn runs on after the session's end";
        if (database.Turns.Count != database.Turns.Select(turn => turn.ClientMessageId).Distinct().Count()) return "a message was accepted twice";
        if (database.Turns.Count < world.User.Sent) return "an accepted message is gone";
        if (world.Log.Seen.Concat(database.Milestones(0, int.MaxValue).Events).GroupBy(e => e.Sequence).FirstOrDefault(IsTwoEvents) is { } twice)
            return $"number {NodeLog.Name(twice.Key)} is two events";
        if (database.Messages.Count(message => message.Sender == Sender.Assistant) != database.Turns.Count) return "a turn has no reply";
        return world.Readers.Select(reader => Of(database, reader)).FirstOrDefault(wrong => wrong is not null);
    }

    private static string? Of(SimulatedDatabase database, SimulatedReader reader)
    {
        var due = database.Outside.Where(e => e.Sequence > reader.Joined).Select(e => e.Sequence);
        if (!reader.Outside.Select(e => e.Sequence).SequenceEqual(due)) return $"{reader.Name} was not told of every event outside the turns";
        foreach (var turn in database.Turns.Where(turn => Sequence.Of(turn.StartTerm) >= reader.Joined))
        {
            if (!reader.Ended.TryGetValue(turn.TurnId, out var isToldFromHistory)) return $"{reader.Name} was not told of every turn's end";
            var kept = database.Suggestions.Where(suggestion => suggestion.TurnId == turn.TurnId).Select(suggestion => suggestion.SuggestionId).ToList();
            if (reader.Ready(turn.TurnId).Except(kept).Any()) return $"{reader.Name} was shown a suggestion that is not kept";
            if (!isToldFromHistory && kept.Except(reader.Ready(turn.TurnId)).Any()) return $"{reader.Name} was not shown a suggestion that is kept";
        }

        return null;
    }

    private static bool IsTwoEvents(IEnumerable<SessionEvent> same) =>
        same.Select(e => (e.Type, e.TurnId, e.Offset, e.Text, e.Length, e.Message?.Content, e.Suggestion?.SuggestionId, e.Suggestion?.Status)).Distinct().Skip(1).Any();
}
