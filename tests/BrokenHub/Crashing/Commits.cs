using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Constellation.Realtime.BrokenHub.Crashing;

/// <summary>Hears of every transaction that is committed, before whoever waits for it does: what the database says is known by the call that it happens under.</summary>
internal sealed class Commits(Crash crash) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private static readonly AsyncLocal<Scope?> Current = new();

    /// <summary>Until it is disposed of: a commit of rows that were changed under it is at this point; at none where it is null.</summary>
    public static IDisposable Under(string? point) => Current.Value = new Scope(point);

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name) value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (Current.Value is not { Point: { } point } scope) return;
        if (value.Value is SaveChangesCompletedEventData { EntitiesSavedCount: > 0 }) scope.HasChanged = true;
        if (value.Key == RelationalEventId.TransactionCommitted.Name && scope.HasChanged) crash.At(point);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private sealed class Scope(string? point) : IDisposable
    {
        public string? Point => point;

        public bool HasChanged { get; set; }

        public void Dispose() => Current.Value = null;
    }
}
