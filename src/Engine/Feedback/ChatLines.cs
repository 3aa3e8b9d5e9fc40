using System.Text.Json.Nodes;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions.Registry;

namespace Constellation.Realtime.Engine.Feedback;

/// <summary>
/// The chat format that OpenAI-style fine-tuning takes: <c>{"messages":[…],"tools":[…]}</c>, one line for every turn that the person liked (rated up, or a suggestion
/// of it accepted and the reply not rated down). What was said before is there with weight 0: a turn is learned from its own line. Of judged ones it is every turn that the
/// person rated or decided on, however it ended, with all that it suggested and with what was thought of it.
/// </summary>
internal sealed class ChatLines(TrainingSession session, TrainingQuery query, TargetList targets, BlockHandles handles)
    : TrainingLines(session, query, targets, handles)
{
    public override IEnumerable<string> Write()
    {
        var since = Query.Since ?? DateTimeOffset.MinValue;
        var judged = Query.Format == TrainingFormat.Judged;
        foreach (var turn in Session.Turns.Where(turn => turn.JudgedAt >= since && (judged || (turn.IsWhole && IsLiked(turn)))))
        {
            var tools = new ToolsOfLine();
            var suggestions = judged ? turn.Suggestions : turn.Suggestions.Any(suggestion => suggestion.Decision == Decision.Accepted)
                ? turn.Suggestions.Where(suggestion => suggestion.Decision == Decision.Accepted)
                : Kept(turn);
            var said = Said(turn, suggestions, calls: true, tools).ToList();
            if (said.Count > 0 && (string)said[^1]["role"]! == "tool") said.RemoveAt(said.Count - 1);
            if (said.Count == 0 || Fit(turn.UserMessage, calls: true, tools, [Message("user", Text(turn.UserMessage.Content)), .. said]) is not { } messages) continue;

            foreach (var before in messages.SkipLast(said.Count).Where(message => (string)message["role"]! == "assistant")) before["weight"] = 0;
            var line = new JsonObject { ["messages"] = new JsonArray([.. messages]) };
            if (tools.Of(messages).ToList() is { Count: > 0 } called)
            {
                line["tools"] = new JsonArray([.. called]);
                line["parallel_tool_calls"] = false;
            }

            if (judged || Query.WithIngredients) line["about"] = About(turn, turn.Finished);
            yield return Line(line);
        }
    }

    private static bool IsLiked(TrainingTurn turn) =>
        turn.Reply.Feedback == Rating.Up
        || (turn.Reply.Feedback != Rating.Down && turn.Suggestions.Any(suggestion => suggestion.Decision == Decision.Accepted && suggestion.Status != SuggestionStatus.Failed));
}
