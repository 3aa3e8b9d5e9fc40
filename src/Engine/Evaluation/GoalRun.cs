using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions;

namespace Constellation.Realtime.Engine.Evaluation;

/// <summary>Asks goals as a person would, through the whole engine, and notes what came of them.</summary>
internal sealed class GoalRun(ChatEngine engine, GraphFeed graph, TimeProvider time)
{
    /// <param name="atOnce">How many goals are asked side by side.</param>
    /// <returns>In the order of <paramref name="goals"/>.</returns>
    public async Task<IReadOnlyList<GoalResult>> RunAsync(IReadOnlyList<ExpectedGoal> goals, int atOnce, CancellationToken cancellationToken)
    {
        var results = new GoalResult[goals.Count];
        await Parallel.ForEachAsync(
            goals.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken },
            async (goal, token) => results[goal.Index] = await AskAsync(goal.Item, token));
        return results;
    }

    private async Task<GoalResult> AskAsync(ExpectedGoal goal, CancellationToken cancellationToken)
    {
        var caller = new Caller(Guid.CreateVersion7(time.GetUtcNow()));
        var session = await engine.StartSessionAsync(caller, new StartSession(), cancellationToken);
        var begun = time.GetTimestamp();
        var result = new GoalResult { Goal = goal, Ended = "" };
        IReadOnlyList<Block>? before = null;
        IReadOnlyList<Block>? pipeline = null;
        var text = "";
        foreach (var message in goal.Messages)
        {
            before = pipeline ?? before;
            try
            {
                (result, pipeline, text) = await AskAsync(caller, session.SessionId, message, result, cancellationToken);
            }
            catch (RefusedException refused)
            {
                (result, pipeline, text) = (result with { Ended = $"refused {refused.Code}" }, null, "");
            }
        }

        return result with
        {
            Pipeline = pipeline?.Select(block => block.Name).ToArray(),
            Wrong = goal.WhatIsWrong(before, pipeline, text),
            Seconds = time.GetElapsedTime(begun).TotalSeconds,
        };
    }

    private async Task<(GoalResult Result, IReadOnlyList<Block>? Pipeline, string Text)> AskAsync(
        Caller caller, Guid sessionId, string message, GoalResult result, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        var turn = await engine.SendMessageAsync(
            caller, new SendMessage { SessionId = sessionId, ClientMessageId = Guid.CreateVersion7(time.GetUtcNow()), Text = message }, cancellationToken);
        IReadOnlyList<Block>? pipeline = null;
        var text = "";
        result = result with { FirstTextSeconds = null };
        await foreach (var e in engine.ReadAccepted(turn, cancellationToken))
        {
            switch (e.Type)
            {
                case SessionEventTypes.TextDelta when result.FirstTextSeconds is null:
                    result = result with { FirstTextSeconds = time.GetElapsedTime(asked).TotalSeconds };
                    break;
                case SessionEventTypes.SuggestionInvalid:
                    result = result with { Invalid = result.Invalid + 1, Repairs = result.Repairs + (e.WillRetry == true ? 1 : 0) };
                    break;
                case SessionEventTypes.SuggestionReady:
                    result = result with { Ready = result.Ready + 1 };
                    if (e.Suggestion!.Target == BuiltInTargets.Pipeline.Name) pipeline = BlocksOf(e.Suggestion);
                    break;
            }

            if (!e.EndsTurn) continue;
            text = e.Message!.Content;
            result = result with
            {
                Ended = e.Error is { } error ? $"{e.Type} {error.Code}" : e.Type,
                InputTokens = result.InputTokens + (e.Usage?.InputTokens ?? 0),
                OutputTokens = result.OutputTokens + (e.Usage?.OutputTokens ?? 0),
            };
        }

        return (result, pipeline, text);
    }

    private IReadOnlyList<Block> BlocksOf(Suggestion suggestion) =>
        [.. suggestion.Payload.GetProperty("blocks").EnumerateArray().Select(id => graph.Current.Find(id.GetGuid())).OfType<Block>()];
}
