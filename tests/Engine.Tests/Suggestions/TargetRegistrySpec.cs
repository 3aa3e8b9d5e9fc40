using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.Registry;
using Constellation.Realtime.Engine.Tests.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

public abstract class TargetRegistrySpec : StoreSpec
{
    private const string Ticket = """{ "type": "object", "properties": { "z": { "type": "string" }, "a": { "minimum": 1.50 } } }""";

    private protected TargetRegistrySpec(TestDatabase database)
        : base(database) => Registry = NewNode();

    private TargetRegistry Registry { get; }

    [Fact]
    public async Task What_one_node_registers_is_seen_by_another_with_its_text_as_it_was()
    {
        var name = Name();
        await Registry.RegisterAsync([Make(name, Ticket).For("POST /tickets")], None);

        var seen = (await NewNode().NowAsync(None)).Find(name);

        Assert.Equal((Ticket, "A ticket.", "POST /tickets"), (seen!.Schema.GetRawText(), seen.Description, seen.Operation));
    }

    [Fact]
    public async Task A_turn_keeps_the_targets_that_it_was_accepted_with_on_every_node()
    {
        var (name, later) = (Name(), Name());
        await Registry.RegisterAsync([Make(name, Ticket)], None);
        var turn = (await AcceptAsync(Some.Turn(await NewSessionAsync()))).Turn;
        await Registry.RegisterAsync([Make(name, """{"type":"object"}"""), Make(later, Ticket)], None);
        await Registry.RemoveAsync(name, null, None);

        var here = await Registry.AtAsync(turn.TargetsRevision, None);
        var there = await NewNode().AtAsync((await Turns.FindAsync(turn.SessionId, turn.TurnId, None))!.TargetsRevision, None);
        var next = (await AcceptAsync(Some.Turn(await NewSessionAsync()))).Turn;
        var after = await Registry.AtAsync(next.TargetsRevision, None);

        Assert.All([here, there], targets => Assert.Equal(Ticket, targets.Find(name)!.Schema.GetRawText()));
        Assert.All([here, there], targets => Assert.Null(targets.Find(later)));
        Assert.Null(after.Find(name));
        Assert.NotNull(after.Find(later));
    }

    [Fact]
    public async Task Of_many_that_register_at_once_no_more_get_in_than_there_is_room_for()
    {
        var targets = Enumerable.Range(0, 8).Select(_ => Make(Name(), Ticket)).ToList();
        var most = (await Registry.NowAsync(None)).Registered.Count + 3;

        var registered = await Task.WhenAll(targets.Select(target => Task.Run(() => NewNode().RegisterAsync([target], most, None))));

        Assert.Equal(3, registered.Count(one => one is not null));
        Assert.Equal(most, (await Registry.NowAsync(None)).Registered.Count);
    }

    [Fact]
    public async Task A_version_is_found_as_long_as_there_may_be_suggestions_of_it()
    {
        var name = Name();
        var (old, replacing) = (Make(name, Ticket), Make(name, """{"type":"object"}"""));
        await Registry.RegisterAsync([old], None);
        var replaced = await Registry.RegisterAsync([replacing], None);
        await Registry.RemoveAsync(name, null, None);

        Assert.Equal([name], replaced);
        Assert.Equal(Ticket, (await NewNode().FindAsync(name, old.SchemaVersion, None))!.Schema.GetRawText());
        Assert.NotNull(await Registry.FindAsync(name, replacing.SchemaVersion, None));
        Assert.Null(await Registry.FindAsync(name, "0000000000000000", None));
        Assert.Same(BuiltInTargets.Pipeline, await Registry.FindAsync("pipeline", BuiltInTargets.Pipeline.SchemaVersion, None));
    }

    [Fact]
    public async Task A_built_in_schema_of_an_earlier_version_is_found_with_what_its_target_is_judged_by()
    {
        const string Text = """{ "type": "object", "properties": { "name": { "type": "string" }, "colour": { "type": "string" } } }""";
        var before = BuiltInTargets.Block.With(JsonElement.Parse(Text))!;
        await NewNode().KeepAsync([before], None);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => NewNode().KeepAsync(BuiltInTargets.All, None)));

        var found = await NewNode().FindAsync("block", before.SchemaVersion, None);
        Assert.Equal(("block", TargetKind.Block, before.SchemaVersion, Text), (found!.Name, found.Kind, found.SchemaVersion, found.Schema.GetRawText()));
        var kept = await Database.ReadAsync(db => db.TargetSchemas.Select(row => row.SchemaVersion).ToListAsync(), None);
        Assert.Empty(BuiltInTargets.All.Select(target => target.SchemaVersion).Except(kept));
    }

    [Fact]
    public async Task A_version_keeps_its_operation_though_the_same_schema_is_registered_for_another_one()
    {
        var name = Name();
        var (then, moved, free) = (Make(name, Ticket).For("POST /tickets"), Make(name, Ticket).For("POST /v2/tickets"), Make(name, Ticket));
        await Registry.RegisterAsync([then], None);
        Assert.Equal([name], await Registry.RegisterAsync([moved], None));
        Assert.Equal([name], await Registry.RegisterAsync([free], None));

        foreach (var node in (TargetRegistry[])[Registry, NewNode()])
        {
            foreach (var one in (Target[])[then, moved, free])
            {
                var found = (await node.FindAsync(name, one.SchemaVersion, None))!;
                Assert.Equal((one.Operation, one.SchemaVersion, Ticket), (found.Operation, found.SchemaVersion, found.Schema.GetRawText()));
            }
        }

        Assert.Equal(3, new HashSet<string>([then.SchemaVersion, moved.SchemaVersion, free.SchemaVersion]).Count);
    }

    [Fact]
    public async Task What_was_kept_under_the_hash_of_its_schema_alone_is_found_and_offered_under_it()
    {
        var name = Name();
        var kept = Make(name, Ticket).As(Make(name, Ticket).SchemaVersion, "POST /tickets");
        await Registry.RegisterAsync([kept], None);

        var (offered, found) = ((await NewNode().NowAsync(None)).Find(name)!, (await NewNode().FindAsync(name, kept.SchemaVersion, None))!);

        Assert.All([offered, found], one => Assert.Equal((kept.SchemaVersion, "POST /tickets"), (one.SchemaVersion, one.Operation)));
    }

    [Fact]
    public async Task What_is_registered_already_makes_no_revision()
    {
        var name = Name();
        await Registry.RegisterAsync([Make(name, Ticket)], None);
        var before = await Registry.NowAsync(None);

        Assert.Empty(await Registry.RegisterAsync([Make(name, Ticket)], None));

        Assert.Same(before, await Registry.NowAsync(None));
    }

    [Fact]
    public async Task What_is_not_there_or_has_another_version_is_not_removed()
    {
        var name = Name();
        await Registry.RegisterAsync([Make(name, Ticket)], None);

        Assert.False(await Registry.RemoveAsync(name, "0000000000000000", None));
        Assert.True(await Registry.RemoveAsync(name, Make(name, Ticket).SchemaVersion, None));
        Assert.False(await Registry.RemoveAsync(name, null, None));
    }

    [Fact]
    public async Task Of_many_that_register_at_once_none_is_lost_and_whoever_sees_a_revision_sees_all_before_it()
    {
        var names = Enumerable.Range(0, 20).Select(_ => Name()).ToList();
        var before = (await Registry.NowAsync(None)).Revision;

        await Task.WhenAll(names.Select(name => NewNode().RegisterAsync([Make(name, Ticket)], None)));

        var now = await Registry.NowAsync(None);
        Assert.Equal(before + names.Count, now.Revision);
        Assert.All(names, name => Assert.NotNull(now.Find(name)));
    }

    private TargetRegistry NewNode() => new(Database, TimeProvider.System, NullLogger<TargetRegistry>.Instance);

    private static string Name() => "t" + Some.Id().ToString("n");

    private static Target Make(string name, string schema) => Target.Register(name, "A ticket.", JsonElement.Parse(schema), out _)!;
}

public sealed class SqliteTargetRegistryTests(SqliteTestDatabase database) : TargetRegistrySpec(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresTargetRegistryTests(PostgresTestDatabase database) : TargetRegistrySpec(database), IClassFixture<PostgresTestDatabase>;
