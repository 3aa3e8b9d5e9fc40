using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.Applying;

/// <summary>An accepted suggestion that is to be applied, and how far that has come, as claimed by this node.</summary>
internal sealed record Application
{
    /// <summary>As accepted. Its id is the key that makes its application once.</summary>
    public required Suggestion Suggestion { get; init; }

    public required Guid SessionId { get; init; }

    /// <summary>Who accepted it, and in whose name it is applied.</summary>
    public required Guid UserId { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The fence: a node that claimed earlier can note nothing any more.</summary>
    public required long Claim { get; init; }

    /// <summary>How many requests may have reached the API that make something, by any node.</summary>
    public int Sends { get; init; }

    /// <summary>The id of what the API made; null where it is not known to have made anything.</summary>
    public string? MadeId { get; init; }

    /// <summary>Why what was made is taken away again, in the API's words; null where it stays.</summary>
    public string? Refusal { get; init; }

    /// <summary>How often it was put off.</summary>
    public int Delays { get; init; }
}

/// <summary>What came of an attempt to apply a suggestion.</summary>
internal abstract record Attempted
{
    private Attempted()
    {
    }

    /// <summary>The API took it, by its own answer.</summary>
    internal sealed record Applied(ApplyResult Result) : Attempted;

    /// <summary>It is not applied, and will not be.</summary>
    /// <param name="Code"><see cref="ErrorCodes.TargetRefused"/>, <see cref="ErrorCodes.Conflict"/>, <see cref="ErrorCodes.Unavailable"/>, or
    /// <see cref="ErrorCodes.OutcomeUnknown"/>, where that is all that can be said.</param>
    internal sealed record Failed(string Code, string Message, bool Retryable = false) : Attempted;

    /// <summary>The API gave no answer, and it is safe to go on later.</summary>
    /// <param name="Reason">For people, such as <c>it can't be reached</c>.</param>
    internal sealed record Later(string Reason) : Attempted;
}

/// <summary>How an application ended, for the database.</summary>
/// <param name="Error">Null where it was applied.</param>
/// <param name="Result">Null where it was not.</param>
internal sealed record Settlement(Application Application, TurnError? Error, ApplyResult? Result);
