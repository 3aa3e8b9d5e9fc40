using System.Text;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Suggestions.Reading;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>One answer of a provider, gathered from its pieces.</summary>
internal sealed class Answer
{
    private readonly StringBuilder _text = new();
    private readonly List<(string CallId, StringBuilder Name, StringBuilder Arguments)> _calls = [];
    private int _input;
    private int _output;

    /// <summary>Who gave it; null before its first piece.</summary>
    public Attempt? Attempt { get; set; }

    public Finish Finish { get; private set; }

    /// <summary>The text as the model wrote it, fenced blocks included.</summary>
    public string Text => _text.ToString();

    /// <summary>The tool calls, in the order in which they began.</summary>
    public IReadOnlyList<ToolCall> Calls => [.. _calls.Select(Whole)];

    /// <summary>The fenced blocks that are candidates.</summary>
    public List<Read.Candidate> Candidates { get; } = [];

    /// <summary>The target of the fenced block that is being written.</summary>
    public string Writing { get; set; } = "";

    public void Take(Piece piece)
    {
        switch (piece)
        {
            case Piece.Text text:
                _text.Append(text.Value);
                break;
            case Piece.ToolCall call:
                var (_, name, arguments) = Find(call.CallId);
                name.Append(call.Name);
                arguments.Append(call.Arguments);
                break;
            case Piece.Used used:
                (_input, _output) = (used.InputTokens, used.OutputTokens);
                break;
            case Piece.End end:
                Finish = end.Finish;
                break;
        }
    }

    /// <summary>The name of the call that this piece is a part of.</summary>
    public string NameOf(Piece.ToolCall piece) => Find(piece.CallId).Name.ToString();

    public Usage Add(Usage usage) => new()
    {
        InputTokens = usage.InputTokens + _input,
        OutputTokens = usage.OutputTokens + _output,
        Provider = Attempt?.Provider ?? usage.Provider,
        Model = Attempt?.Model ?? usage.Model,
    };

    private (string CallId, StringBuilder Name, StringBuilder Arguments) Find(string callId)
    {
        var at = _calls.FindIndex(call => call.CallId == callId);
        if (at >= 0) return _calls[at];
        _calls.Add((callId, new StringBuilder(), new StringBuilder()));
        return _calls[^1];
    }

    private static ToolCall Whole((string CallId, StringBuilder Name, StringBuilder Arguments) call) =>
        new(call.CallId, call.Name.ToString(), call.Arguments.ToString());
}
