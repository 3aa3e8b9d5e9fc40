using System.Globalization;
using System.Text;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Prompting;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Attempts;
using Constellation.Realtime.Engine.Suggestions.Reading;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>
/// What happens between a turn's first event and its end: the provider is asked, its text goes into the reply, its tool calls are run and their results go
/// back to it, and its candidates are judged, until it has no more to say.
/// </summary>
internal sealed class Answering(Prompts prompts, Fallback providers, GraphTools tools, Suggesting suggesting, TimeProvider time)
{
    /// <summary>After so many rounds of tool calls the model is asked for words only.</summary>
    private const int ToolRounds = 8;

    /// <summary>Whether a reply that broke off with its node can be gone on with, not only said anew.</summary>
    public bool ContinuesText => providers.ContinuesText;

    /// <exception cref="ProviderException">No provider answered, or the one that did broke off.</exception>
    public async Task<Outcome> AnswerAsync(Turn turn, TurnWriter writer, CancellationToken cancellationToken)
    {
        var targets = await suggesting.TargetsAsync(turn, cancellationToken);
        var prompt = await prompts.BuildAsync(turn, targets, cancellationToken) with { Begun = writer.Text };
        using var candidates = await suggesting.BeginAsync(turn, writer, targets, cancellationToken);
        var askedFor = new AskedFor(turn.UserId, turn.SessionId, turn.TurnId);
        var usage = new Usage { InputTokens = 0, OutputTokens = 0, Provider = "", Model = "" };
        for (var round = 0; ; round++)
        {
            // Whatever it does then, it is not asked again.
            var last = round >= ToolRounds || candidates.GaveUp;
            candidates.BeginAnswer(last);

            // Of a reply that is gone on with all may have been said already.
            var mayEndEmpty = candidates.AnyReady || prompt.Begun.Length > 0;
            var answer = await AskAsync(prompt with { WordsOnly = last, MayEndEmpty = mayEndEmpty }, askedFor, writer, candidates, cancellationToken);
            usage = answer.Add(usage);
            askedFor = askedFor with { Round = round + 1, Before = answer.Attempt };
            if (answer.Finish == Finish.Filtered) return Outcome.Of(ProviderFault.Filtered);

            var results = await RunAsync(turn, writer, candidates, answer, cancellationToken);
            if (results.Count == 0 || last)
            {
                return answer.Finish == Finish.Length ? Outcome.CutShort
                    : writer.Text.Length > 0 || candidates.AnyReady ? Outcome.Completed(usage)
                    : candidates.AnyRefused ? Outcome.NothingValid
                    : Outcome.Of(ProviderFault.Empty);
            }

            prompt = prompt with
            {
                Messages =
                [
                    .. prompt.Messages,
                    new PromptMessage { Role = PromptRole.Assistant, Text = answer.Text, ToolCalls = answer.Calls },
                    .. results,
                ],
            };
        }
    }

    private async Task<Answer> AskAsync(
        Prompt prompt, AskedFor askedFor, TurnWriter writer, Candidates candidates, CancellationToken cancellationToken)
    {
        var answer = new Answer();
        var reader = new CandidateReader();
        var begins = writer.Text.Length;
        await foreach (var (attempt, piece) in providers.StreamAsync(prompt, askedFor, cancellationToken))
        {
            if (answer.Attempt is { } earlier && earlier.Number != attempt.Number)
            {
                if (attempt.GoesOn)
                {
                    writer.SayAgain(begins, RewindReasons.Fallback);
                }
                else
                {
                    candidates.StartOver();
                    writer.Rewind(begins, RewindReasons.Fallback);
                    (answer, reader) = (new Answer(), new CandidateReader());
                }
            }

            answer.Attempt = attempt;
            answer.Take(piece);
            if (piece is Piece.Text text) Show(reader.Push(text.Value), writer, candidates, answer);
            else if (piece is Piece.ToolCall call && Suggesting.TargetOf(answer.NameOf(call)) is { } target)
                candidates.Write(call.CallId, target, call.Arguments);
        }

        Show(reader.End(), writer, candidates, answer);
        return answer;
    }

    private static void Show(IReadOnlyList<Read> found, TurnWriter writer, Candidates candidates, Answer answer)
    {
        foreach (var read in found)
        {
            switch (read)
            {
                case Read.Text text:
                    writer.Say(text.Value);
                    break;
                case Read.Began began:
                    answer.Writing = began.Target;
                    break;
                case Read.Part part:
                    candidates.Write(FenceKey(answer.Candidates.Count), answer.Writing, part.Value);
                    break;
                case Read.Candidate candidate:
                    answer.Candidates.Add(candidate);
                    break;
            }
        }
    }

    private static string FenceKey(int number) => string.Create(CultureInfo.InvariantCulture, $"fence {number}");

    /// <summary>The results of all that the answer asked for, as messages for the next round; none where it asked for nothing.</summary>
    private async Task<List<PromptMessage>> RunAsync(
        Turn turn, TurnWriter writer, Candidates candidates, Answer answer, CancellationToken cancellationToken)
    {
        var results = new List<PromptMessage>();
        var isCut = answer.Finish == Finish.Length;
        foreach (var call in answer.Calls)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = Suggesting.TargetOf(call.Name) is { } target
                ? (await candidates.JudgeAsync(call.CallId, target, call.Arguments, isCut, new(IsCall: true, answer.Attempt), cancellationToken)).Told
                : RunTool(turn, writer, candidates.Handles, call);
            results.Add(new PromptMessage { Role = PromptRole.Tool, Text = result, ToolCallId = call.CallId });
        }

        var told = new StringBuilder();
        foreach (var (candidate, i) in answer.Candidates.Select((candidate, i) => (candidate, i)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var judged = await candidates.JudgeAsync(FenceKey(i), candidate.Target, candidate.Content, isCut, new(IsCall: false, answer.Attempt), cancellationToken);
            if (judged.IsRefused) told.AppendLine(judged.Told);
        }

        if (told.Length > 0) results.Add(new PromptMessage { Role = PromptRole.User, Text = told.ToString(), IsCorrection = true });
        return results;
    }

    private string RunTool(Turn turn, TurnWriter writer, BlockHandles handles, ToolCall call)
    {
        var begun = time.GetTimestamp();
        var use = new ToolUse { CallId = writer.NameCall(call.CallId), Name = call.Name };
        writer.Add(SessionEvent.ToolStarted(turn.SessionId, turn.TurnId, time.GetUtcNow(), use));
        var result = tools.Run(call.Name, call.Arguments, handles);
        var took = (int)time.GetElapsedTime(begun).TotalMilliseconds;
        writer.Add(SessionEvent.ToolFinished(
            turn.SessionId, turn.TurnId, time.GetUtcNow(), use with { Summary = result.Summary, DurationMs = took }));
        return result.Text;
    }
}
