namespace Constellation.Realtime.Engine.Database;

/// <summary>The folder of the SQLite file, held by one process: as long as this is open no other one opens it.</summary>
internal sealed class SqliteFolder : IDisposable
{
    private readonly FileStream _lock;

    private SqliteFolder(string path, FileStream held)
    {
        DatabaseFile = Path.Combine(path, "constellation.db");
        _lock = held;
    }

    public string DatabaseFile { get; }

    /// <exception cref="InvalidOperationException">Another process has it, or it can't be written to; the message says what to do.</exception>
    public static SqliteFolder Take(string path)
    {
        var folder = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(folder);
            return new SqliteFolder(folder, new FileStream(Path.Combine(folder, "constellation.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception e) when (e is IOException and not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new InvalidOperationException(
                $"The folder '{folder}' (Storage:Path) is in use by another process. One process owns an SQLite file: stop the other one, "
                + "give this one a folder of its own, or set ConnectionStrings:Postgres to run several.",
                e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new InvalidOperationException($"The folder '{folder}' (Storage:Path) can't be written to: {e.Message}", e);
        }
    }

    public void Dispose() => _lock.Dispose();
}
