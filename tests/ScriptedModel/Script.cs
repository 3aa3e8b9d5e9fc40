using System.Collections.Immutable;
using System.Text;

namespace Constellation.Realtime.ScriptedModel;

/// <summary>
/// One answer, step by step. Unless a step says otherwise it ends as it should: finish reason, usage, <c>[DONE]</c>. Write it before it is asked for.
/// </summary>
public sealed class Script
{
    internal ImmutableList<Step> Steps { get; private set; } = [];

    internal Step.Answer? WholeAnswer { get; private set; }

    internal Func<ReceivedRequest, Script>? DecidedBy { get; set; }

    internal (int Input, int Output) Cost { get; private set; } = (11, 7);

    internal (long Bytes, bool Cleanly)? Cut { get; private set; }

    internal int? BytesAtOnce { get; private set; }

    internal double? TokensPerSecond { get; private set; }

    /// <summary>Text, one delta for each.</summary>
    public Script ThenSays(params string[] texts) => Then([.. texts.Select(text => new Step.Text(text))]);

    /// <summary>Nothing until <see cref="ScriptedLlm.GoesOn"/>.</summary>
    public Script ThenWaits() => Then(new Step.Wait());

    /// <summary>A tool call whose arguments come in so many parts.</summary>
    public Script ThenCalls(string tool, string arguments, int splitInto = 1) => Then(new Step.Call(tool, Split(arguments, splitInto)));

    /// <summary>More of the arguments of the tool call that was begun last.</summary>
    public Script ThenWrites(string arguments, int splitInto = 1) => Then(new Step.More(Split(arguments, splitInto)));

    /// <summary>The finish reason: <c>stop</c>, <c>length</c>, <c>content_filter</c>, <c>tool_calls</c>. Where no script says it: by what was said.</summary>
    public Script ThenFinishes(string reason) => Then(new Step.Finish(reason));

    /// <summary>These very bytes.</summary>
    public Script ThenSends(string raw) => ThenSends(Encoding.UTF8.GetBytes(raw));

    /// <summary>These very bytes.</summary>
    public Script ThenSends(byte[] raw) => Then(new Step.Raw(raw));

    /// <summary>One server-sent event with this data, such as an error object or a malformed chunk.</summary>
    public Script ThenSendsEvent(string data) => ThenSends($"data: {data}\n\n");

    /// <summary>The connection is cut.</summary>
    public Script ThenBreaks() => Then(new Step.Break());

    /// <summary>Nothing more, for ever; the connection stays.</summary>
    public Script ThenStalls() => Then(new Step.Stall());

    /// <summary>The body ends as HTTP wants it, with neither finish reason nor <c>[DONE]</c>.</summary>
    public Script ThenEndsWithoutFinish() => Then(new Step.EndEarly());

    /// <summary>The usage that is told.</summary>
    public Script Costing(int inputTokens, int outputTokens) => With(() => Cost = (inputTokens, outputTokens));

    /// <summary>The body is cut after so many bytes, whatever the steps say.</summary>
    /// <param name="cleanly">The body ends as HTTP wants it, so that only its content shows the cut; else the connection breaks.</param>
    public Script CutAfter(long bytes, bool cleanly) => With(() => Cut = (bytes, cleanly));

    /// <summary>The body leaves in parts of so many bytes, which cuts characters too.</summary>
    public Script InPartsOf(int bytes) => With(() => BytesAtOnce = bytes);

    /// <summary>Texts and parts of arguments come at this pace, for load.</summary>
    public Script Paced(double tokensPerSecond) => With(() => TokensPerSecond = tokensPerSecond);

    internal Script Answers(int status, string body, string contentType = "application/json", params (string Name, string Value)[] headers) =>
        With(() => WholeAnswer = new(status, body, contentType, headers));

    private static ImmutableArray<string> Split(string text, int parts) =>
        [.. Enumerable.Range(0, parts).Select(part => text[(text.Length * part / parts)..(text.Length * (part + 1) / parts)])];

    private Script Then(params Step[] steps) => With(() => Steps = Steps.AddRange(steps));

    private Script With(Action change)
    {
        change();
        return this;
    }
}
