using Constellation.Realtime.Engine.Sessions;
using Microsoft.Data.Sqlite;

namespace Constellation.Realtime.Engine.Database;

/// <summary>What SQLite's errors mean to the engine.</summary>
internal static class SqliteErrors
{
    // https://www.sqlite.org/rescode.html
    private const int Busy = 5, Locked = 6, OutOfMemory = 7, ReadOnly = 8, InputOutput = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    private static readonly int[] Unusable = [Busy, Locked, OutOfMemory, ReadOnly, InputOutput, Corrupt, Full, CannotOpen, NotADatabase];

    /// <summary>The exception to throw where the file could not be read or written; null where the fault is the statement's own.</summary>
    public static StoreUnavailableException? ToUnavailable(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is SqliteException { SqliteErrorCode: var code } && Unusable.Contains(code))
                return new StoreUnavailableException($"The SQLite file can't be used now: {e.Message}", exception);
        }

        return null;
    }
}
