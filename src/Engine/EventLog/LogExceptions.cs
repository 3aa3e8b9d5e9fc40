namespace Constellation.Realtime.Engine.EventLog;

/// <summary>A later writer has the log, or it is closed. Caught by the writer that was refused.</summary>
internal sealed class FencedException(Guid sessionId, long term)
    : Exception($"Term {term} can't write to the log of session {sessionId} any more.");

/// <summary>The log no longer holds what the writer had written. Caught by that writer.</summary>
internal sealed class LogLostException(Guid sessionId, long term)
    : Exception($"The log of session {sessionId} has lost what term {term} wrote.");

/// <summary>The log can't be reached, or did not answer in time: whether the call was carried out is not known.</summary>
internal sealed class LogUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
