using System.Runtime.CompilerServices;
using Constellation.Realtime.Engine.Graph;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Providers.Planner;

/// <summary>
/// A provider without an LLM: it reads the goal, looks the catalogue up through the same tools as an LLM, explains its choice and suggests it, or
/// says that nothing
/// fits. Stateless and deterministic: the same prompt and catalogue give the same answer, so that it can go on with a reply that it began elsewhere.
/// </summary>
internal sealed class PlannerProvider(GraphFeed feed, IOptions<PlannerOptions> options, TimeProvider time) : ILlmProvider
{
    private const int ArgumentChars = 64;
    private const int MostTries = 3;
    private const string Closing = "\n\nAccept it if it is what you need, or tell me what to change: the model, the data, the sensor, how often, or where results go.";
    private const string GivenUp = "\n\nThe suggestion did not pass the checks, and neither did the others that I have; nothing is suggested.";

    /// <inheritdoc/>
    public string Name => "planner";

    /// <inheritdoc/>
    public string Model => "planner";

    /// <inheritdoc/>
    public bool ContinuesText => true;

    /// <inheritdoc/>
    /// <remarks>It has no tokens; what it counts as such are words.</remarks>
    public async IAsyncEnumerable<Piece> StreamAsync(Prompt prompt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var catalogue = feed.Catalogue;
        var turn = PlannerTurn.Read(prompt);
        var request = new Conversation(catalogue).Read(turn.Messages, prompt.Suggestions, cancellationToken);
        var answer = new AnswerWriter(catalogue).Answer(request, cancellationToken);
        var written = 0;
        if (turn is { LookedUp: false, OthersTaken: false }
            && answer.Lookups.Where(lookup => turn.Offers(lookup.Tool)).ToList() is { Count: > 0 } lookups)
        {
            foreach (var (lookup, i) in lookups.Select((lookup, i) => (lookup, i)))
                yield return new Piece.ToolCall($"planner-{i + 1}", lookup.Tool, lookup.Arguments);
            yield return new Piece.Used(turn.Words, lookups.Count);
            yield return new Piece.End(Finish.ToolCalls);
            yield break;
        }

        var suggests = answer.Pipelines.Count > 0 && turn.Offers(Suggested.Tool) && !turn.OthersTaken;
        var isLast = turn.Tries >= Math.Min(MostTries, answer.Pipelines.Count);
        var text = turn.OthersTaken ? Closing : turn.Tries == 0 ? answer.Text : !turn.Refused ? Closing : isLast ? GivenUp : "";
        var before = turn.Tries == 0 ? "" : answer.Text;
        foreach (var word in Reply.Words(Reply.Rest(before, text, prompt.Begun)))
        {
            yield return new Piece.Text(word);
            written++;
            if (options.Value.PerWord > TimeSpan.Zero)
                await Task.Delay(options.Value.PerWord, time, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }

        var next = suggests && (turn.Tries == 0 || (turn.Refused && !isLast));
        if (next)
        {
            var arguments = Suggested.Write(answer.Pipelines[turn.Tries], answer.Title);
            var call = Suggested.Call(turn.Tries + 1);
            for (var at = 0; at < arguments.Length; at += ArgumentChars)
                yield return new Piece.ToolCall(call, at == 0 ? Suggested.Tool
                    : null, arguments.Substring(at, Math.Min(ArgumentChars, arguments.Length - at)));
            written++;
        }

        yield return new Piece.Used(turn.Words, written);
        yield return new Piece.End(next ? Finish.ToolCalls : Finish.Stop);
    }
}
