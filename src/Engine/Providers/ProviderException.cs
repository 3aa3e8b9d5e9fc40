namespace Constellation.Realtime.Engine.Providers;

/// <summary>A provider did not answer, or broke off. Never leaves the engine: the turn ends with a code of its own.</summary>
internal sealed class ProviderException(ProviderFault fault, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What kind of fault, which decides whether to try again.</summary>
    public ProviderFault Fault { get; } = fault;

    /// <summary>How long the provider asks to wait, if it said so.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>What went wrong at a provider.</summary>
internal enum ProviderFault
{
    /// <summary>Too many requests, or overloaded: worth another try later.</summary>
    Busy,

    /// <summary>The account's quota is used up.</summary>
    Quota,

    /// <summary>The key is wrong or lacks a right.</summary>
    Auth,

    /// <summary>The provider does not understand what we sent.</summary>
    BadRequest,

    /// <summary>The prompt does not fit the model's window.</summary>
    Overlong,

    /// <summary>A content filter refused.</summary>
    Filtered,

    /// <summary>The connection or the stream broke, or what came is not of the protocol.</summary>
    Broken,

    /// <summary>No first token, or no further one, in time.</summary>
    Stalled,

    /// <summary>An answer with nothing in it.</summary>
    Empty,
}
