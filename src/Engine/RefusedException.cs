using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine;

/// <summary>The one thing that a use case throws: it was not accepted, and nothing of it was kept.</summary>
/// <param name="code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="message">What happened and what to do, for people; without names of types, secrets or addresses.</param>
/// <param name="fault">What nobody foresaw, where that is why: for the log alone.</param>
internal sealed class RefusedException(string code, string message, Exception? fault = null) : Exception(message, fault)
{
    /// <summary>One of <see cref="ErrorCodes"/>.</summary>
    public string Code { get; } = code;

    /// <summary>After which time the same call may be accepted; null where waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What is wrong with the arguments, located, where there is more to say than the message.</summary>
    public IReadOnlyList<Finding> Errors { get; init; } = [];

    public static RefusedException NotFound(string what) => new(ErrorCodes.NotFound, $"There is no such {what}.");

    /// <summary>The database is away: nothing was accepted.</summary>
    public static RefusedException Unavailable() => new(ErrorCodes.Unavailable, "The service can't reach its database. Please try again in a moment.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    public static RefusedException Invalid(string message) => new(ErrorCodes.InvalidRequest, message);
}
