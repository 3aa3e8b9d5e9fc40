using System.Text.Json.Nodes;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions.Registry;

namespace Constellation.Realtime.Engine.Feedback;

/// <summary>
/// The preference format as OpenAI documents it: <c>{"input":{"messages":[…]},"preferred_output":[…],"non_preferred_output":[…]}</c>, each output one assistant message
/// of text; so a suggestion is told as the fenced block that every model may write. Pairs answer the same message: a reply and the one that took its place; an
/// accepted suggestion and a rejected one; what a person made of a suggestion and what it was; a suggestion and what it was before it was repaired.
/// </summary>
internal sealed class PreferenceLines(TrainingSession session, TrainingQuery query, TargetList targets, BlockHandles handles)
    : TrainingLines(session, query, targets, handles)
{
    public override IEnumerable<string> Write()
    {
        var since = Query.Since ?? DateTimeOffset.MinValue;
        foreach (var turns in Session.Messages)
        {
            var pairs = Replies(turns).Concat(Decided(turns)).Concat(turns.SelectMany(Edited)).Concat(turns.SelectMany(Repaired))
                .Where(pair => pair.At >= since && pair.Preferred.Text.Length > 0 && pair.Other.Text.Length > 0 && pair.Preferred.Text != pair.Other.Text);
            foreach (var (preferred, other, _) in pairs.DistinctBy(pair => (pair.Preferred.Text, pair.Other.Text)))
            {
                var outputs = new[] { Message("assistant", preferred.Text), Message("assistant", other.Text) };
                var asked = turns[0].UserMessage;
                var longer = outputs.Max(output => TrainingTokens.Of([output]));
                if (Fit(asked, calls: false, new ToolsOfLine(), [Message("user", Text(asked.Content))], longer) is not { } messages) continue;
                var line = new JsonObject
                {
                    ["input"] = new JsonObject { ["messages"] = new JsonArray([.. messages]) },
                    ["preferred_output"] = new JsonArray(outputs[0]),
                    ["non_preferred_output"] = new JsonArray(outputs[1]),
                };
                if (Query.WithIngredients) line["about"] = new JsonObject { ["preferred_output"] = About(preferred.Of, preferred.By), ["non_preferred_output"] = About(other.Of, other.By) };
                yield return Line(line);
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
                if (n > o || (n == o && n == 0)) yield return new Pair(Whole(newer), Whole(older), at);
                else if (o > n) yield return new Pair(Whole(older), Whole(newer), at);
            }
        }
    }

    private IEnumerable<Pair> Decided(IReadOnlyList<TrainingTurn> turns)
    {
        var all = turns.SelectMany(turn => turn.Suggestions.Select(suggestion => (Turn: turn, Suggestion: suggestion))).ToList();
        return
            from accepted in all.Where(one => one.Suggestion.Decision == Decision.Accepted)
            from rejected in all.Where(one => one.Suggestion.Decision == Decision.Rejected && one.Suggestion.Target == accepted.Suggestion.Target)
            select new Pair(
                Suggested(accepted.Turn, accepted.Suggestion, accepted.Suggestion.Payload),
                Suggested(rejected.Turn, rejected.Suggestion, rejected.Suggestion.Payload),
                Later(accepted.Suggestion.DecidedAt!.Value, rejected.Suggestion.DecidedAt!.Value));
    }

    /// <summary>What the person made of a suggestion before they accepted it, and what it was.</summary>
    private IEnumerable<Pair> Edited(TrainingTurn turn) =>
        from suggestion in turn.Suggestions
        where suggestion.Original is not null
        select new Pair(
            Suggested(turn, suggestion, suggestion.Payload), Suggested(turn, suggestion, suggestion.Original!), suggestion.DecidedAt!.Value);

    /// <summary>Also what had only to be mended as JSON: the model is to write it right.</summary>
    private IEnumerable<Pair> Repaired(TrainingTurn turn) =>
        from suggestion in Kept(turn)
        let passed = turn.Of(suggestion)
        from candidate in turn.Candidates
        where candidate.SuggestionId == suggestion.SuggestionId && candidate.Text.Length > 0 && (!candidate.Passed || candidate.Codes.Length > 0)
        select new Pair(
            Suggested(turn, suggestion, suggestion.Original ?? suggestion.Payload),
            new Output(turn, turn.By(candidate), Fenced(candidate.Target, candidate.Text)),
            passed is null ? candidate.At : Later(candidate.At, passed.At));

    private Output Suggested(TrainingTurn turn, SuggestionRow suggestion, string payload) =>
        new(turn, turn.By(turn.Of(suggestion)), Fenced(suggestion.Target, payload));

    private Output Whole(TrainingTurn turn) => new(turn, turn.Finished, string.Join(
        "\n\n", turn.Suggestions.Select(suggestion => Fenced(suggestion.Target, suggestion.Payload)).Prepend(Text(turn.Reply.Content)).Where(part => part.Length > 0)));

    private static int Value(TrainingTurn turn) => turn.Reply.Feedback switch
    {
        Rating.Up => 1,
        Rating.Down => -1,
        _ => 0,
    };

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <param name="At">When the later of what makes it a pair happened.</param>
    private readonly record struct Pair(Output Preferred, Output Other, DateTimeOffset At);

    /// <param name="Of">The turn that it answers in.</param>
    /// <param name="By">The call that gave it; null where it is not known.</param>
    private readonly record struct Output(TrainingTurn Of, AttemptRow? By, string Text);
}
