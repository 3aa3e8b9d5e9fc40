using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Hub.Tests;

/// <summary>Keeps what a node logged as an error, which nobody foresaw, and what its engine noted.</summary>
internal sealed class LogKeeper : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<string> _notes = new();

    internal IReadOnlyCollection<string> Errors => _errors;

    internal IReadOnlyCollection<string> Notes => _notes;

    public ILogger CreateLogger(string categoryName) => new Keeper(_errors, _notes, categoryName);

    public void Dispose()
    {
    }

    private sealed class Keeper(ConcurrentQueue<string> errors, ConcurrentQueue<string> notes, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) =>
            logLevel >= LogLevel.Error || (logLevel == LogLevel.Information && category.StartsWith("Constellation.Realtime.Engine", StringComparison.Ordinal));

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) (logLevel >= LogLevel.Error ? errors : notes).Enqueue($"{category}: {formatter(state, exception)} {exception}");
        }
    }
}
