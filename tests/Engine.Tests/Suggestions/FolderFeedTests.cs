using Constellation.Realtime.Engine.Suggestions.Registry;
using Constellation.Realtime.Engine.Tests.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

public sealed class FolderFeedTests : StoreSpec, IClassFixture<SqliteTestDatabase>, IDisposable
{
    private const string Ticket = """{"description":"A ticket.","schema":{"type":"object","required":["title"]}}""";
    private const string Longer = """{"description":"A ticket.","schema":{"type":"object","required":["title","text"]}}""";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("constellation-targets-");
    private readonly TargetRegistry _registry;
    private readonly FolderFeed _feed;

    public FolderFeedTests(SqliteTestDatabase database)
        : base(database)
    {
        _registry = new TargetRegistry(Database, TimeProvider.System, NullLogger<TargetRegistry>.Instance);
        _feed = new FolderFeed(_registry, Options.Create(new TargetOptions()), TimeProvider.System, NullLogger<FolderFeed>.Instance);
    }

    private string Name { get; } = "t" + Some.Id().ToString("n");

    public void Dispose()
    {
        _feed.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_file_is_registered_and_again_when_it_changes_and_goes_with_its_target()
    {
        Write(Ticket);
        var first = await LookAsync();
        Write(Longer);
        var second = await LookAsync();
        File.Delete(Path.Combine(_folder.FullName, Name + ".json"));
        var last = await LookAsync();

        Assert.Equal(("A ticket.", 1), (first!.Description, first.Schema.GetProperty("required").GetArrayLength()));
        Assert.Equal(2, second!.Schema.GetProperty("required").GetArrayLength());
        Assert.Null(last);
    }

    [Fact]
    public async Task What_somebody_else_made_of_it_is_neither_undone_nor_removed()
    {
        Write(Ticket);
        var target = await LookAsync();
        await _registry.RegisterAsync([Registering.Make(Name, "Mine.", target!.Schema), Registering.Make(Name + "x", "Mine.", target.Schema)], None);
        var after = await LookAsync();
        var changed = Registering.Make(Name, "Mine.", System.Text.Json.JsonElement.Parse("""{"type":"object"}"""));
        await _registry.RegisterAsync([changed], None);
        File.Delete(Path.Combine(_folder.FullName, Name + ".json"));
        var gone = await LookAsync();

        Assert.Equal("Mine.", after!.Description);
        Assert.Equal(changed.SchemaVersion, gone!.SchemaVersion);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"schema":{"type":"object"}}""")]
    [InlineData("""{"description":"A ticket.","schema":{"type":"array"}}""")]
    [InlineData("""{"description":"A \ud83d ticket.","schema":{"type":"object"}}""")]
    [InlineData("""{"description":"A ticket.","\ud83d":{},"schema":{"type":"object"}}""")]
    [InlineData("""{"description":"A ticket.","schema":{"type":"object","title":"\ud83d"}}""")]
    [InlineData("""{"description":"A ticket.","schema":{"type":"object","frobnicate":1}}""")]
    [InlineData("""{"description":"A ticket.","schema":{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"a":{"$ref":"#/$defs/a"}},"$defs":{"a":{"type":5}}}}""")]
    public async Task A_bad_file_holds_nothing_up_and_takes_nothing_away(string text)
    {
        Write(Ticket);
        await LookAsync();
        Write(text);
        File.WriteAllText(Path.Combine(_folder.FullName, "zz" + Name[..20] + ".json"), Ticket);

        Assert.NotNull(await LookAsync());
        Assert.NotNull((await _registry.NowAsync(None)).Find("zz" + Name[..20]));
    }

    [Fact]
    public async Task A_file_that_is_not_UTF8_is_refused_and_one_that_says_so_at_its_beginning_is_taken()
    {
        File.WriteAllBytes(Path.Combine(_folder.FullName, Name + ".json"), [.. """{"description":"A """u8, 0xC3, .. """ ticket.","schema":{"type":"object"}}"""u8]);
        var refused = await LookAsync();
        File.WriteAllText(Path.Combine(_folder.FullName, Name + ".json"), Ticket, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Null(refused);
        Assert.NotNull(await LookAsync());
    }

    [Fact]
    public async Task A_target_that_is_there_may_change_however_few_there_may_be()
    {
        Write(Ticket);
        var target = await LookAsync();
        await _registry.RegisterAsync([Registering.Make(Name + "x", "Another.", target!.Schema)], None);
        using var feed = new FolderFeed(_registry, Options.Create(new TargetOptions { Most = 1 }), TimeProvider.System, NullLogger<FolderFeed>.Instance);
        Write(Longer);

        await feed.LookAsync(_folder.FullName, None);

        Assert.Equal(2, (await _registry.NowAsync(None)).Find(Name)!.Schema.GetProperty("required").GetArrayLength());
    }

    [Fact]
    public async Task A_file_that_would_make_too_many_targets_waits_until_there_is_room()
    {
        var (most, waiting) = ((await _registry.NowAsync(None)).Registered.Count + 1, "zz" + Name[..20]);
        using var feed = new FolderFeed(_registry, Options.Create(new TargetOptions { Most = most }), TimeProvider.System, NullLogger<FolderFeed>.Instance);
        Write(Ticket);
        File.WriteAllText(Path.Combine(_folder.FullName, waiting + ".json"), Ticket);

        Assert.True(await feed.LookAsync(_folder.FullName, None));
        var full = await _registry.NowAsync(None);
        await _registry.RemoveAsync(Name, null, None);
        Assert.True(await feed.LookAsync(_folder.FullName, None));
        var roomier = await _registry.NowAsync(None);

        Assert.Equal((true, false), (full.Find(Name) is not null, full.Find(waiting) is not null));
        Assert.Equal((false, true), (roomier.Find(Name) is not null, roomier.Find(waiting) is not null));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_tried_again() => Assert.False(await _feed.LookAsync(Path.Combine(_folder.FullName, "none"), None));

    [Fact]
    public async Task A_fault_of_ours_with_a_file_ends_nothing_and_is_tried_again()
    {
        Write(Ticket);
        using var feed = new FolderFeed(
            new TargetRegistry(null!, TimeProvider.System, NullLogger<TargetRegistry>.Instance), Options.Create(new TargetOptions()), TimeProvider.System, NullLogger<FolderFeed>.Instance);

        Assert.False(await feed.LookAsync(_folder.FullName, None));
        Assert.False(await feed.LookAsync(_folder.FullName, None));
    }

    private void Write(string text) => File.WriteAllText(Path.Combine(_folder.FullName, Name + ".json"), text);

    private async Task<Engine.Suggestions.Target?> LookAsync()
    {
        Assert.True(await _feed.LookAsync(_folder.FullName, None));
        return (await _registry.NowAsync(None)).Find(Name);
    }
}
