using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Tests.EventLog;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Tests.Turns;

public sealed class PumpTests(SqliteTestDatabase database) : StoreSpec(database), IClassFixture<SqliteTestDatabase>
{
    [Fact]
    public async Task Stopped_it_ends_once_what_is_being_written_has_ended()
    {
        await using var held = await TestLog.InMemoryAsync(TimeProvider.System);
        var log = new SlowLog(held.Log);
        using var pump = new Pump(Options.Create(new StreamOptions()), TimeProvider.System, NullLogger<Pump>.Instance);
        using var writer = new TurnWriter(await StartTurnAsync(await NewSessionAsync()), log, Turns, TimeProvider.System);
        await pump.StartAsync(None);
        await writer.StartAsync(null, None);
        pump.Take(writer);
        writer.Say("Constellation");
        await log.Begun.Task;

        var stopped = pump.StopAsync(None);

        await Task.Delay(200);
        Assert.False(stopped.IsCompleted);
        log.MayEnd.SetResult();
        await stopped.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
