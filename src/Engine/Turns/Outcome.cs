using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Providers;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>How a turn is to end.</summary>
internal sealed record Outcome
{
    public static readonly Outcome Cancelled = new() { Status = TurnStatus.Cancelled };

    /// <summary>The model suggested, nothing of it passed, and it had nothing else to say.</summary>
    public static readonly Outcome NothingValid = Failed(
        ErrorCodes.LlmUnavailable, "The model made no suggestion that passed the check, and said nothing else. Please try again or put it differently.", retryable: true);

    /// <summary>The provider cut the reply at its limit of tokens. What was said stays, and so does what was suggested.</summary>
    public static readonly Outcome CutShort = Failed(
        ErrorCodes.LlmUnavailable, "The reply was cut: it reached the longest answer that the model may give. Please ask for less at once.", retryable: true);

    public required TurnStatus Status { get; init; }

    public Usage? Usage { get; init; }

    public TurnError? Error { get; init; }

    public static Outcome Completed(Usage usage) => new() { Status = TurnStatus.Completed, Usage = usage };

    public static Outcome Failed(string code, string message, bool retryable) => new()
    {
        Status = TurnStatus.Failed,
        Error = new TurnError { Code = code, Message = message, Retryable = retryable },
    };

    /// <summary>What the user is told of a provider's fault; the provider's own words stay in the log.</summary>
    public static Outcome Of(ProviderFault fault) => fault switch
    {
        ProviderFault.Filtered => Failed(ErrorCodes.Filtered, "The model's content filter stopped this reply. Please put it differently.", retryable: false),
        ProviderFault.Busy => Failed(ErrorCodes.LlmUnavailable, "The model is busy. Please try again in a moment.", retryable: true),
        ProviderFault.Stalled => Failed(ErrorCodes.LlmUnavailable, "The model did not answer in time. Please try again.", retryable: true),
        ProviderFault.Broken => Failed(ErrorCodes.LlmUnavailable, "The model's answer broke off. Please try again.", retryable: true),
        ProviderFault.Empty => Failed(ErrorCodes.LlmUnavailable, "The model gave no answer. Please try again.", retryable: true),
        ProviderFault.Overlong => Failed(
            ErrorCodes.LlmUnavailable, "The conversation is too long for the model. Please start a new session.", retryable: false),
        _ => Failed(ErrorCodes.LlmUnavailable, "The model can't be used now. Please tell whoever runs this service.", retryable: false),
    };
}
