using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine.Tests.Database;

/// <summary>A fresh database for the tests of one class.</summary>
public abstract class TestDatabase : IAsyncLifetime
{
    private IDatabase? _database;

    internal IDatabase Database => _database!;

    internal virtual ITurnStore Turns => new DatabaseTurnStore(Database);

    internal virtual IHistory History => new DatabaseHistory(Database);

    public async Task InitializeAsync()
    {
        _database = await MakeAsync();
        await _database.OpenAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (_database is not null) await _database.DisposeAsync();
        await RemoveAsync();
    }

    private protected abstract Task<IDatabase> MakeAsync();

    protected abstract Task RemoveAsync();
}
