using System.Net.Sockets;
using Constellation.Realtime.Engine.Sessions;
using Npgsql;

namespace Constellation.Realtime.Engine.Database;

/// <summary>What PostgreSQL's errors mean to the engine.</summary>
internal static class PostgresErrors
{
    /// <summary>Whether another transaction got in the way: run again, it finds what the other one did.</summary>
    public static bool IsCollision(Exception exception) => Find<PostgresException>(exception)?.SqlState is
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation;

    /// <summary>Whether another node may have carried out the same migration at the same moment: what it makes is there, or what it drops or changes is gone.</summary>
    public static bool IsMigratedTwice(Exception exception) => Find<PostgresException>(exception)?.SqlState is
        PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateSchema or PostgresErrorCodes.DuplicateDatabase
        or PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.DuplicateColumn
        or PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    /// <summary>The exception to throw where the database could not be reached, gave up or took too long; null where the fault is the statement's own.</summary>
    public static StoreUnavailableException? ToUnavailable(Exception exception)
    {
        if (Find<PostgresException>(exception) is { } told)
            return IsOwnFault(told.SqlState) ? null : new StoreUnavailableException($"PostgreSQL refused: {told.MessageText} ({told.SqlState})", exception);

        var cause = Find<NpgsqlException>(exception) ?? Find<SocketException>(exception) ?? (Exception?)Find<TimeoutException>(exception) ?? Find<IOException>(exception) ?? BrokenUnderway(exception);
        return cause is null ? null : new StoreUnavailableException($"PostgreSQL can't be reached: {cause.Message}", exception);
    }

    // Classes of https://www.postgresql.org/docs/current/errcodes-appendix.html: bad values, broken constraints, bad SQL.
    private static bool IsOwnFault(string sqlState) => sqlState[..2] is "22" or "23" or "42";

    /// <summary>What a connection that broke under a transaction comes to is not always one of the client's own errors: it is closed, disposed of, or half taken down.</summary>
    private static Exception? BrokenUnderway(Exception exception) =>
        exception is InvalidOperationException or NullReferenceException && exception.Source == "Npgsql" ? exception : null;

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        while (exception is not null and not T) exception = exception.InnerException;
        return (T?)exception;
    }
}
