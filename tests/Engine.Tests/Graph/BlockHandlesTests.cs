using System.Text.Json;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions;
using static Constellation.Realtime.Engine.Tests.Suggestions.SmallCatalogue;

namespace Constellation.Realtime.Engine.Tests.Graph;

public sealed class BlockHandlesTests
{
    private static readonly Guid Session = new("0198c0de-0000-7000-8000-000000000001");
    private static readonly Guid OtherSession = new("0198c0de-0000-7000-8000-000000000002");
    private static readonly BlockHandles Handles = new(Session, Snapshot);

    [Fact]
    public void Every_node_knows_a_sessions_blocks_by_the_same_handles_and_another_session_by_others()
    {
        var elsewhere = new BlockHandles(Session, new GraphSnapshot(Snapshot.Blocks.Reverse(), []));
        var other = new BlockHandles(OtherSession, Snapshot);

        Assert.All(Snapshot.Blocks, block =>
        {
            Assert.Matches("^b-[0-9a-hjkmnp-tv-z]{6}$", Handles.Of(block.BlockId));
            Assert.Equal(Handles.Of(block.BlockId), elsewhere.Of(block.BlockId));
            Assert.Equal(block.BlockId, elsewhere.Find(Handles.Of(block.BlockId)));
            Assert.Null(other.Find(Handles.Of(block.BlockId)));
        });
    }

    [Fact]
    public void In_a_large_catalogue_no_two_blocks_share_a_handle()
    {
        Block[] blocks = [.. Enumerable.Range(0, 60_000).Select(i => Block($"Block {i}", BlockType.Dataset, Taxonomy.Unknown))];
        var handles = new BlockHandles(Session, new GraphSnapshot(blocks, []));

        var names = blocks.Select(block => handles.Of(block.BlockId)).ToHashSet();

        Assert.Equal(blocks.Length, names.Count);
        Assert.Contains(names, name => name.Length > 8);
        Assert.All(blocks, block => Assert.Equal(block.BlockId, handles.Find(handles.Of(block.BlockId))));
    }

    [Fact]
    public void Only_strings_that_are_a_handle_become_ids_and_all_else_stays_as_it_is_written()
    {
        var (photos, fire) = (Handles.Of(Photos.BlockId), Handles.Of(Fire.BlockId));
        var value = JsonElement.Parse($$"""{ "{{photos}}": 1.50, "z": ["{{fire}}" , "b-000000", "{{fire}}s", "a {{fire}}", "\u0062-\u0022"],"{{fire}}":"{{photos}}" }""");

        var resolved = Handles.Resolve(value);

        Assert.Equal($$"""{ "{{photos}}": 1.50, "z": ["{{Fire.BlockId}}" , "b-000000", "{{fire}}s", "a {{fire}}", "\u0062-\u0022"],"{{fire}}":"{{Photos.BlockId}}" }""", resolved.GetRawText());
    }

    [Fact]
    public void What_is_told_to_the_model_has_handles_for_the_ids_of_blocks_and_no_others()
    {
        var stranger = Guid.NewGuid();

        var told = Handles.Told($"{Photos.BlockId}, {Fire.BlockId.ToString().ToUpperInvariant()}, {stranger}");

        Assert.Equal($"{Handles.Of(Photos.BlockId)}, {Handles.Of(Fire.BlockId)}, {stranger}", told);
    }

    [Theory]
    [InlineData("P,F,S")]
    [InlineData("'P','F','S'")]
    [InlineData("\u201cP\u201d,\u201cF\u201d,\u201cS\u201d")]
    [InlineData("\"P\",\"F\",\"S\"")]
    public void A_pipeline_of_handles_becomes_one_of_full_ids_however_it_is_written(string blocks)
    {
        var text = Handled($$"""{"name":"Fires","blocks":[{{blocks}}],"edges":[{"target_block_id":"F","source_block_id":"P","edge_type":"primary"},{"source_block_id":"F","target_block_id":"S","edge_type":"primary"}]}""");

        var accepted = Assert.IsType<Verdict.Accepted>(SuggestionCheck.Check(BuiltInTargets.Pipeline, text, Snapshot, cutShort: false, Handles));

        Assert.Equal(
            $$"""{"name":"Fires","blocks":["{{Photos.BlockId}}","{{Fire.BlockId}}","{{S3.BlockId}}"],"edges":[{"target_block_id":"{{Fire.BlockId}}","source_block_id":"{{Photos.BlockId}}","edge_type":"primary"},{"source_block_id":"{{Fire.BlockId}}","target_block_id":"{{S3.BlockId}}","edge_type":"primary"}]}""",
            JsonSerializer.Serialize(accepted.Suggestion.Payload));
    }

    [Fact]
    public void A_list_of_handles_that_is_encoded_twice_is_read_too()
    {
        var text = Handled("""{"name":"Fires","blocks":"[\"P\",\"F\"]","edges":[{"source_block_id":"P","target_block_id":"F","edge_type":"primary"}]}""");

        Assert.IsType<Verdict.Accepted>(SuggestionCheck.Check(BuiltInTargets.Pipeline, text, Snapshot, cutShort: false, Handles));
        Assert.IsType<Verdict.Accepted>(SuggestionCheck.Check(BuiltInTargets.Pipeline, JsonSerializer.Serialize(text), Snapshot, cutShort: false, Handles));
    }

    [Fact]
    public void A_full_id_is_taken_where_a_handle_is_and_another_sessions_handle_is_not()
    {
        var mixed = $$"""{"source_block_id":"{{Handles.Of(Photos.BlockId)}}","target_block_id":"{{Fire.BlockId}}","edge_type":"primary"}""";
        var foreign = mixed.Replace(Handles.Of(Photos.BlockId), new BlockHandles(OtherSession, Snapshot).Of(Photos.BlockId), StringComparison.Ordinal);

        Assert.IsType<Verdict.Accepted>(SuggestionCheck.Check(BuiltInTargets.Edge, mixed, Snapshot, cutShort: false, Handles));
        var refused = Assert.IsType<Verdict.Refused>(SuggestionCheck.Check(BuiltInTargets.Edge, foreign, Snapshot, cutShort: false, Handles));
        Assert.Equal(("/source_block_id", "format"), (refused.Errors[0].Pointer, refused.Errors[0].Code));
    }

    [Fact]
    public void A_name_a_misspelt_handle_and_a_misspelt_id_are_told_the_block_that_may_be_meant()
    {
        var handle = Handles.Of(Photos.BlockId);
        var wrong = handle[..^1] + (handle[^1] == '0' ? '1' : '0');
        var id = Photos.BlockId.ToString();
        var garbled = id[..^1] + (id[^1] == '0' ? '1' : '0');

        foreach (var text in new[] { "photos", "Photo", wrong, garbled })
        {
            var refused = Assert.IsType<Verdict.Refused>(SuggestionCheck.Check(
                BuiltInTargets.Edge, $$"""{"source_block_id":"{{text}}","target_block_id":"{{Fire.BlockId}}","edge_type":"primary"}""", Snapshot, cutShort: false, Handles));
            Assert.Equal($"Is 'Photos' meant? Its block_id is {handle}.", Handles.Told(Assert.Single(refused.Errors).Hint!));
        }
    }

    [Fact]
    public void The_graph_tools_give_handles_and_take_handles_full_ids_and_names()
    {
        var catalogue = new Catalogue(Snapshot, Constellation.Realtime.Engine.Graph.Words.Vocabulary.Shared);

        var found = GraphTools.Run(catalogue, "search_blocks", """{"query":"fire classifier"}""", Handles).Text;
        string[] told = [.. new[] { Handles.Of(Fire.BlockId), Fire.BlockId.ToString(), "fire Classifier" }
            .Select(id => GraphTools.Run(catalogue, "get_block", JsonSerializer.Serialize(new { block_id = id }), Handles).Text)];
        var unknown = GraphTools.Run(catalogue, "get_block", """{"block_id":"Fire clasifier"}""", Handles).Text;

        Assert.Contains($"\"block_id\":\"{Handles.Of(Fire.BlockId)}\"", found, StringComparison.Ordinal);
        Assert.All(told, text => Assert.Equal(told[0], text));
        Assert.Contains(Handles.Of(S3.BlockId), told[0], StringComparison.Ordinal);
        Assert.DoesNotContain(Fire.BlockId.ToString(), found + told[0], StringComparison.Ordinal);
        Assert.Contains($"Is 'Fire classifier' meant? Its block_id is {Handles.Of(Fire.BlockId)}.", unknown, StringComparison.Ordinal);
    }

    private static string Handled(string text) => text
        .Replace("\"P\"", $"\"{Handles.Of(Photos.BlockId)}\"", StringComparison.Ordinal).Replace("\"F\"", $"\"{Handles.Of(Fire.BlockId)}\"", StringComparison.Ordinal)
        .Replace("[P,F,S]", $"[{Handles.Of(Photos.BlockId)},{Handles.Of(Fire.BlockId)},{Handles.Of(S3.BlockId)}]", StringComparison.Ordinal)
        .Replace("'P','F','S'", $"'{Handles.Of(Photos.BlockId)}','{Handles.Of(Fire.BlockId)}','{Handles.Of(S3.BlockId)}'", StringComparison.Ordinal)
        .Replace("\u201cP\u201d,\u201cF\u201d,\u201cS\u201d", $"\u201c{Handles.Of(Photos.BlockId)}\u201d,\u201c{Handles.Of(Fire.BlockId)}\u201d,\u201c{Handles.Of(S3.BlockId)}\u201d", StringComparison.Ordinal)
        .Replace("\"S\"", $"\"{Handles.Of(S3.BlockId)}\"", StringComparison.Ordinal)
        .Replace("\\\"P\\\",\\\"F\\\"", $"\\\"{Handles.Of(Photos.BlockId)}\\\",\\\"{Handles.Of(Fire.BlockId)}\\\"", StringComparison.Ordinal);
}
