namespace Constellation.Realtime.Engine.Providers;

/// <summary>What a provider yields.</summary>
internal abstract record Piece
{
    private Piece()
    {
    }

    /// <summary>Some of the reply's text; any length, cut anywhere, even inside a surrogate pair.</summary>
    internal sealed record Text(string Value) : Piece;

    /// <summary>A part of a tool call. The first part of a call has its name; the arguments' JSON text comes in order, in parts of any length.</summary>
    /// <param name="CallId">The call's id, as the provider gave it: names the call to which a tool's result belongs.</param>
    /// <param name="Name">The tool's name; null in all parts but the call's first.</param>
    /// <param name="Arguments">The next part of the arguments' JSON text; may be empty.</param>
    internal sealed record ToolCall(string CallId, string? Name, string Arguments) : Piece;

    /// <summary>What this answer cost.</summary>
    internal sealed record Used(int InputTokens, int OutputTokens) : Piece;

    /// <summary>The answer is over by the provider's own word.</summary>
    internal sealed record End(Finish Finish) : Piece;
}

/// <summary>Why an answer is over.</summary>
internal enum Finish
{
    /// <summary>The model had said all it wanted.</summary>
    Stop,

    /// <summary>The model waits for the results of its tool calls.</summary>
    ToolCalls,

    /// <summary>It was cut at the provider's limit of tokens.</summary>
    Length,

    /// <summary>A content filter stopped it.</summary>
    Filtered,
}
