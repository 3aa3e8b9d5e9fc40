using System.Text.Json.Nodes;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions.Registry;

namespace Constellation.Realtime.Engine.Feedback;

/// <summary>
/// The preference format as OpenAI documents it: <c>{"input":{"messages":[…]},"preferred_output":[…],"non_preferred_output":[…]}</c>, each output one assistant message
/// of text; so a suggestion is told as the fenced block that every model may write. Pairs answer the same message: a reply and the one that took its place; an
/// accepted suggestion and a rejected one; a suggestion and what it was before it was repaired.
/// </summary>
internal sealed class PreferenceLines(TrainingSession session, TargetList targets, BlockHandles handles) : TrainingLines(session, targets, handles)
{
    public override IEnumerable<string> Write(DateTimeOffset since)
    {
        foreach (var turns in Session.Messages)
        {
            var pairs = Replies(turns).Concat(Decided(turns)).Concat(turns.SelectMany(Repaired))
                .Where(pair => pair.At >= since && pair.Preferred.Length > 0 && pair.Other.Length > 0 && pair.Preferred != pair.Other);
            foreach (var (preferred, other, _) in pairs.DistinctBy(pair => (pair.Preferred, pair.Other)))
            {
                yield return Line(new JsonObject
                {
                    ["input"] = new JsonObject { ["messages"] = Context(turns[0].UserMessage, calls: false, new Calls()) },
                    ["preferred_output"] = new JsonArray(Message("assistant", preferred)),
                    ["non_preferred_output"] = new JsonArray(Message("assistant", other)),
                });
            }
        }
    }

    /// <summary>Of two whole replies the better rated one, else the one that took the other's place.</summary>
    private IEnumerable<Pair> Replies(IReadOnlyList<TrainingTurn> turns)
    {
        var whole = turns.Where(turn => turn.IsWhole).ToList();
        for (var i = 0; i < whole.Count; i++)
        {
            for (var j = i + 1; j < whole.Count; j++)
            {
                var (older, newer) = (whole[i], whole[j]);
                var at = new[] { older.Reply.FeedbackAt, newer.Reply.FeedbackAt, newer.Reply.Timestamp }.Max()!.Value;
                var (o, n) = (Value(older), Value(newer));
                if (n > o || (n == o && n == 0)) yield return new Pair(WholeText(newer), WholeText(older), at);
                else if (o > n) yield return new Pair(WholeText(older), WholeText(newer), at);
            }
        }
    }

    private IEnumerable<Pair> Decided(IReadOnlyList<TrainingTurn> turns)
    {
        var all = turns.SelectMany(turn => turn.Suggestions).ToList();
        return
            from accepted in all.Where(suggestion => suggestion.Decision == Decision.Accepted)
            from rejected in all.Where(suggestion => suggestion.Decision == Decision.Rejected && suggestion.Target == accepted.Target)
            select new Pair(
                Fenced(accepted.Target, accepted.Payload), Fenced(rejected.Target, rejected.Payload), Later(accepted.DecidedAt!.Value, rejected.DecidedAt!.Value));
    }

    /// <summary>Also what had only to be mended as JSON: the model is to write it right.</summary>
    private IEnumerable<Pair> Repaired(TrainingTurn turn) =>
        from suggestion in Kept(turn)
        let passed = turn.Of(suggestion)
        from candidate in turn.Candidates
        where candidate.SuggestionId == suggestion.SuggestionId && candidate.Text.Length > 0 && (!candidate.Passed || candidate.Codes.Length > 0)
        select new Pair(
            Fenced(suggestion.Target, suggestion.Payload), Fenced(candidate.Target, candidate.Text), passed is null ? candidate.At : Later(candidate.At, passed.At));

    private string WholeText(TrainingTurn turn) => string.Join(
        "\n\n", turn.Suggestions.Select(suggestion => Fenced(suggestion.Target, suggestion.Payload)).Prepend(Text(turn.Reply.Content)).Where(part => part.Length > 0));

    private static int Value(TrainingTurn turn) => turn.Reply.Feedback switch
    {
        Rating.Up => 1,
        Rating.Down => -1,
        _ => 0,
    };

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <param name="At">When the later of what makes it a pair happened.</param>
    private readonly record struct Pair(string Preferred, string Other, DateTimeOffset At);
}
