using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Hub.Tests;

/// <summary>Keeps what a node logged as an error: what nobody foresaw.</summary>
internal sealed class LogKeeper : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _errors = new();

    internal IReadOnlyCollection<string> Errors => _errors;

    public ILogger CreateLogger(string categoryName) => new Keeper(_errors, categoryName);

    public void Dispose()
    {
    }

    private sealed class Keeper(ConcurrentQueue<string> errors, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) errors.Enqueue($"{category}: {formatter(state, exception)} {exception}");
        }
    }
}
