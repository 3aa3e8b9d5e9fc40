namespace Constellation.Realtime.Contracts;

/// <summary>Why a call was refused or a turn failed: the <c>code</c> of every error, with its status on REST.</summary>
public static class ErrorCodes
{
    /// <summary>The call's arguments are not what the contract says.</summary>
    public const string InvalidRequest = "invalid_request";

    /// <summary>No valid token.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>A valid token without the right to do this.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>It does not exist, or belongs to someone else.</summary>
    public const string NotFound = "not_found";

    /// <summary>A turn is running in this session.</summary>
    public const string SessionBusy = "session_busy";

    /// <summary>It was decided otherwise before, is not valid any more, is no longer the last turn, or its name is taken.</summary>
    public const string Conflict = "conflict";

    /// <summary>The session takes no more messages, decisions and titles.</summary>
    public const string SessionEnded = "session_ended";

    /// <summary>Longer than allowed.</summary>
    public const string TooLarge = "too_large";

    /// <summary>Too many for now; <c>retryAfterMs</c> says when.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>The day's tokens are used up.</summary>
    public const string BudgetExceeded = "budget_exceeded";

    /// <summary>A provider's content filter stopped it.</summary>
    public const string Filtered = "filtered";

    /// <summary>No provider could answer, or the one that did broke off or was cut at its limit.</summary>
    public const string LlmUnavailable = "llm_unavailable";

    /// <summary>In a suggestion's error: the API that it was made for was asked and said no; nothing of it is left there unless the message says so.</summary>
    public const string TargetRefused = "target_refused";

    /// <summary>In a suggestion's error: the API that it was made for was asked and gave no clear answer, so that it may have been applied or not.</summary>
    public const string OutcomeUnknown = "outcome_unknown";

    /// <summary>The service can't take it now. As far as is known nothing was accepted: the same <c>clientMessageId</c> sent again settles it.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>Each code with its HTTP status.</summary>
    public static IReadOnlyDictionary<string, int> Statuses { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        [InvalidRequest] = 400,
        [Unauthenticated] = 401,
        [Forbidden] = 403,
        [NotFound] = 404,
        [SessionBusy] = 409,
        [Conflict] = 409,
        [SessionEnded] = 410,
        [TooLarge] = 413,
        [RateLimited] = 429,
        [BudgetExceeded] = 429,
        [Filtered] = 422,
        [LlmUnavailable] = 502,
        [TargetRefused] = 502,
        [OutcomeUnknown] = 504,
        [Unavailable] = 503,
    };
}
