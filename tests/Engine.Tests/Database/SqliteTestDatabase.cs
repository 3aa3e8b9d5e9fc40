using Constellation.Realtime.Engine.Database;

namespace Constellation.Realtime.Engine.Tests.Database;

public sealed class SqliteTestDatabase : TestDatabase
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("constellation-");

    private protected override Task<IDatabase> MakeAsync() => Task.FromResult<IDatabase>(new SqliteDatabase(new StorageOptions { Path = _folder.FullName }));

    protected override Task RemoveAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
