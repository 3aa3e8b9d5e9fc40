using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.ScriptedModel;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Tests.Turns;

/// <summary>One process after the other over an SQLite file, each with a log of its own.</summary>
public sealed class SoleNodeTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("constellation-");
    private readonly Caller _alice = new(Some.Id());
    private ScriptedLlm _llm = null!;

    public async Task InitializeAsync() => _llm = await ScriptedLlm.StartAsync();

    public async Task DisposeAsync()
    {
        await _llm.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_one_process_left_the_next_one_goes_on_with_at_once()
    {
        _llm.Says("Con", "stel").ThenWaits();
        _llm.Says("Constellation");
        TurnRef turn;
        List<SessionEvent> before;
        await using (var first = await StartAsync())
        {
            turn = await first.SendAsync(_alice);
            before = await first.ReadAsync(_alice, turn, until: "Constel");
        }

        await using var second = await StartAsync();
        var after = await second.ReadAsync(_alice, turn, after: before[^1].Sequence);

        Assert.Equal("Constellation", ReplyFold.TextOf([.. before, .. after]));
        Assert.Equal((second.Id, 0), ((await second.FindAsync(turn)).Node, (await second.FindAsync(turn)).FruitlessClaims));
    }

    private Task<TestNode> StartAsync() => TestNode.StartAsync(
        new MemoryEventLog(Options.Create(new LogOptions()), TimeProvider.System), _llm, new() { ["Storage:Path"] = _folder.FullName });
}
