using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions;
using static Constellation.Realtime.Engine.Tests.Suggestions.SmallCatalogue;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

public sealed class PipelineRulesTests
{
    private static readonly GraphSnapshot Uncurated = new(Snapshot.Blocks, []);

    [Fact]
    public void R1_blocks_are_of_the_catalogue_and_listed_once_and_edges_join_them()
    {
        var unknown = Id("nobody");

        Assert.Equal([("/blocks/2", "unknown_block")], Errors(SuggestionTexts.Pipeline([Photos.BlockId, Fire.BlockId, unknown], (Photos, Fire))));
        Assert.Equal([("/blocks/2", "duplicate_block")], Errors(SuggestionTexts.Pipeline([Photos, Fire, Photos], (Photos, Fire))));
        Assert.Equal([("/edges/1", "duplicate_edge")], Errors(SuggestionTexts.Pipeline((Photos, Fire), (Photos, Fire))));
        Assert.Equal([("/edges/1/target_block_id", "unlisted_block")], Errors(SuggestionTexts.Pipeline([Photos, Fire], (Photos, Fire), (Fire, S3))));
    }

    [Fact]
    public void R2_every_block_is_touched_and_all_is_one_piece()
    {
        Assert.Equal([("/blocks/2", "isolated_block")], Errors(SuggestionTexts.Pipeline([Photos, Fire, S3], (Photos, Fire))));
        Assert.Equal([("/blocks/2", "unconnected")], Errors(SuggestionTexts.Pipeline((Photos, Fire), (Radar, Floods))));
        Assert.Empty(Errors(SuggestionTexts.Pipeline((Sentinel2A, Crops), (Sentinel2A, Encoder), (Crops, S3), (Encoder, S3))));
    }

    [Fact]
    public void R2_nothing_feeds_itself_or_flows_in_a_circle()
    {
        Assert.Contains(("/edges/1", "self_loop"), Errors(SuggestionTexts.Pipeline([Photos, Fire], (Photos, Fire), (Fire, Fire))));
        Assert.Contains(("/edges/2", "cycle"), Errors(SuggestionTexts.Pipeline((Photos, Fire), (Fire, Crops), (Crops, Fire)))
            .Select(error => (error.Item1, error.Item2)));
    }

    [Fact]
    public void R3_datasets_feed_models_and_models_feed_exports()
    {
        Assert.Contains(("/edges/1", "illegal_pair"), Errors(SuggestionTexts.Pipeline((Photos, Fire), (Photos, S3))));
        Assert.Contains(("/edges/1", "illegal_pair"), Errors(SuggestionTexts.Pipeline((Photos, Fire), (S3, Fire))));
        Assert.Contains(("/edges/1", "illegal_pair"), Errors(SuggestionTexts.Pipeline((Sentinel2A, Crops), (Crops, Encoder))));
        Assert.Contains(("/blocks/2", "paper_block"), Errors(SuggestionTexts.Pipeline((Photos, Fire), (Paper, Fire))));
    }

    [Fact]
    public void R4_a_pipeline_has_a_dataset_and_a_model()
    {
        Assert.Contains(("/blocks", "no_dataset"), Errors(SuggestionTexts.Pipeline((Fire, S3))));
        Assert.Contains(("/blocks", "no_model"), Errors(SuggestionTexts.Pipeline((Photos, S3))));
    }

    [Fact]
    public void R5_what_flows_is_of_a_kind_and_a_source_that_the_model_takes()
    {
        Assert.Equal([("/edges/0", "data_type_mismatch")], Errors(SuggestionTexts.Pipeline((Radar, Encoder))));
        Assert.Equal([("/edges/0", "data_type_mismatch"), ("/edges/0", "source_mismatch")], Errors(SuggestionTexts.Pipeline((Radar, Crops))));
        Assert.Empty(Errors(SuggestionTexts.Pipeline((Naip, Encoder))));
        Assert.Empty(Errors(SuggestionTexts.Pipeline((Sentinel2A, Crops)), Uncurated));
    }

    [Theory]
    [InlineData("Medium-High (5-10m)", true)]
    [InlineData("High (1-5m)", true)]
    [InlineData("Medium (10-30m)", true)]
    [InlineData("Very High (0.1-1m)", false)]
    [InlineData("Medium-Low (30-100m)", false)]
    public void R6_resolutions_are_equal_or_adjacent(string resolution, bool legal)
    {
        var model = Crops with { Taxonomy = Crops.Taxonomy with { SpatialResolution = resolution } };

        var errors = Errors(SuggestionTexts.Pipeline((Sentinel2A, model)), new([Sentinel2A, model], []));

        Assert.Equal(legal ? [] : [("/edges/0", "resolution_mismatch")], errors);
    }

    [Fact]
    public void R6_is_told_beside_what_else_does_not_fit()
    {
        Assert.Equal([("/edges/0", "source_mismatch"), ("/edges/0", "resolution_mismatch")], Errors(SuggestionTexts.Pipeline((Naip, Crops))));
    }

    [Fact]
    public void R7_a_sink_accepts_what_the_model_gives()
    {
        Assert.Equal([("/edges/1", "output_not_accepted")], Errors(SuggestionTexts.Pipeline((Naip, Encoder), (Encoder, Map))));
        Assert.Empty(Errors(SuggestionTexts.Pipeline((Naip, Encoder), (Encoder, S3))));
    }

    [Fact]
    public void An_edge_of_the_catalogue_is_legal_whatever_the_types_say()
    {
        Assert.Empty(Errors(SuggestionTexts.Pipeline((Reanalysis, Crops))));
    }

    [Fact]
    public void A_block_that_says_nothing_is_not_refused_but_warned_of()
    {
        var warnings = Suggestion(SuggestionTexts.Pipeline((Unsaid, Encoder))).Warnings;

        Assert.Contains(("/edges/0", "untyped"), Places(warnings));
    }

    [Fact]
    public void An_error_of_types_names_a_block_that_would_fit()
    {
        var verdict = SuggestionCheck.Check(BuiltInTargets.Pipeline, SuggestionTexts.Pipeline((Radar, Crops)), Snapshot, cutShort: false);

        Assert.Contains("Sentinel-2A tiles", Assert.IsType<Verdict.Refused>(verdict).Errors[0].Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void R9_a_name_has_no_more_than_255_characters(int length, bool legal)
    {
        var name = string.Concat(Enumerable.Repeat("é", length));
        var pipeline = SuggestionTexts.Pipeline((Photos, Fire)).Replace("Some pipeline", name, StringComparison.Ordinal);
        var block = SuggestionCheck.Check(BuiltInTargets.Block, $$"""{"block_type":"model","name":"{{name}}"}""", Snapshot, cutShort: false);

        Assert.Equal(legal ? [] : [("/name", "max_length")], Errors(pipeline));
        Assert.Equal(legal ? [] : [("/name", "max_length")], (block as Verdict.Refused)?.Errors.Select(error => (error.Pointer, error.Code)) ?? []);
    }

    [Fact]
    public void R10_what_the_runner_can_not_execute_is_valid_and_says_why()
    {
        var segmenter = Suggestion(SuggestionTexts.Pipeline((Sentinel2A, Crops), (Crops, S3)));
        var unexported = Suggestion(SuggestionTexts.Pipeline((Photos, Fire)));
        var forked = Suggestion(SuggestionTexts.Pipeline((Photos, Fire), (Sentinel2A, Encoder), (Fire, S3), (Encoder, S3)));

        Assert.False(segmenter.Runnable);
        Assert.Equal([("/blocks/0", "no_filepath"), ("/blocks/1", "not_deployable")], Places(segmenter.Warnings));
        Assert.Equal([("/blocks", "no_export")], Places(unexported.Warnings));
        Assert.Contains("export-to-S3", unexported.Warnings[0].Message, StringComparison.Ordinal);
        Assert.Equal(["core_refuses", "not_a_chain", "no_filepath", "not_deployable"], forked.Warnings.Select(warning => warning.Code));
    }

    [Fact]
    public void R10_what_the_runner_executes_is_the_chain_that_is_drawn()
    {
        var chain = SuggestionTexts.Pipeline((Photos, Fire), (Fire, S3));
        var curated = new GraphSnapshot(Snapshot.Blocks, [.. Snapshot.Edges, Edge(Photos, S3)]);
        var beside = Suggestion(SuggestionTexts.Pipeline((Photos, Fire), (Photos, S3)), curated);
        var besides = Suggestion(SuggestionTexts.Pipeline((Photos, Fire), (Fire, S3), (Photos, S3)), curated);

        Assert.True(Suggestion(chain, curated).Runnable);
        Assert.All([beside, besides], drawn => Assert.False(drawn.Runnable));
        Assert.All([beside, besides], drawn => Assert.Contains(("/edges", "not_a_chain"), Places(drawn.Warnings)));
    }

    [Theory]
    [InlineData("dagster-op:export_to_s3", true)]
    [InlineData("dagster-op:write_csv", false)]
    public void R10_the_runner_writes_a_models_results_to_S3_only(string operation, bool runnable)
    {
        var sink = Map with { Taxonomy = Map.Taxonomy with { Keywords = [operation], AcceptedOutputDataTypes = [] } };
        var catalogue = new GraphSnapshot([Photos, Fire, sink], []);

        Assert.Equal(runnable, Suggestion(SuggestionTexts.Pipeline((Photos, Fire), (Fire, sink)), catalogue).Runnable);
    }

    [Fact]
    public void What_todays_core_will_refuse_is_said_though_it_is_valid()
    {
        var fanIn = Suggestion(SuggestionTexts.Pipeline((Sentinel2A, Encoder), (Naip, Encoder), (Encoder, S3)));

        Assert.Contains(("/blocks/2", "core_refuses"), Places(fanIn.Warnings));
    }

    private static CheckedSuggestion Suggestion(string text, GraphSnapshot? catalogue = null) =>
        Assert.IsType<Verdict.Accepted>(SuggestionCheck.Check(BuiltInTargets.Pipeline, text, catalogue ?? Snapshot, cutShort: false)).Suggestion;

    private static IEnumerable<(string, string)> Errors(string text, GraphSnapshot? catalogue = null) =>
        SuggestionCheck.Check(BuiltInTargets.Pipeline, text, catalogue ?? Snapshot, cutShort: false) is Verdict.Refused refused
            ? refused.Errors.Select(error => (error.Pointer, error.Code))
            : [];

    private static IEnumerable<(string, string)> Places(IEnumerable<Finding> warnings) => warnings.Select(warning => (warning.Pointer, warning.Code));
}
