using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions;
using static Constellation.Realtime.Engine.Tests.Suggestions.SmallCatalogue;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

public sealed class SuggestionCheckTests
{
    [Fact]
    public void A_sound_pipeline_is_accepted_with_its_graph_in_the_order_of_the_flow()
    {
        var text = SuggestionTexts.Pipeline([S3, Fire, Photos], (Fire, S3), (Photos, Fire));

        var suggestion = Accepted(BuiltInTargets.Pipeline, text);

        Assert.Equal("Some pipeline", suggestion.Title);
        Assert.Equal(["Photos", "Fire classifier", "export-to-S3"], suggestion.Graph!.Blocks.Select(block => block.Name));
        Assert.Equal([Photos.BlockId, Fire.BlockId], suggestion.Graph.Edges.Select(edge => edge.SourceBlockId));
        Assert.All(suggestion.Graph.Edges, edge => Assert.NotNull(edge.EdgeId));
        Assert.True(suggestion.Runnable);
        Assert.Empty(suggestion.Warnings);
    }

    [Fact]
    public void The_payload_stays_as_it_was_written()
    {
        var text = $$"""{"edges":[{"edge_type":"\u0070rimary","target_block_id":"{{Fire.BlockId}}","source_block_id":"{{Photos.BlockId}}"}],"name":"Fire","blocks":["{{Photos.BlockId}}","{{Fire.BlockId}}"]}""";

        var suggestion = Accepted(BuiltInTargets.Pipeline, text);

        Assert.Equal(text, suggestion.Payload.GetRawText());
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("   ", "empty")]
    [InlineData("Sorry, no.", "not_json")]
    [InlineData("""{"block_type":"model","name":"a","name":"b"}""", "duplicate_key")]
    [InlineData("""{"block_type":"model","name":"\ud800"}""", "bad_unicode")]
    [InlineData("""{"block_type":"model","name":"a","x":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}""", "too_deep")]
    [InlineData("""{"block_type":"model","name":"a\u0000"}""", "bad_name")]
    [InlineData("""{"block_type":"model","name":true}""", "type")]
    [InlineData("""{"block_type":"model","name":""}""", "min_length")]
    [InlineData("""{"block_type":"tool","name":"a"}""", "enum")]
    [InlineData("""{"block_type":"model"}""", "required")]
    [InlineData("""{"block_type":"model","name":"a","x":1}""", "additional_properties")]
    public void What_is_not_sound_is_refused_with_a_code(string text, string code)
    {
        var errors = Refused(BuiltInTargets.Block, text);

        Assert.Equal([code], errors.Select(error => error.Code));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_text()
    {
        var errors = Refused(BuiltInTargets.Block, "{\"block_type\":\"model\",\"name\":\"\ud800\"}");

        Assert.Equal(["bad_unicode"], errors.Select(error => error.Code));
    }

    [Fact]
    public void A_text_of_more_than_a_megabyte_is_refused()
    {
        var errors = Refused(BuiltInTargets.Block, $$"""{"block_type":"model","name":"{{new string('a', 1024 * 1024)}}"}""");

        Assert.Equal(["too_large"], errors.Select(error => error.Code));
    }

    [Fact]
    public void Nothing_that_was_cut_short_passes_however_whole_it_looks()
    {
        var text = SuggestionTexts.Pipeline((Photos, Fire), (Fire, S3));

        var verdict = SuggestionCheck.Check(BuiltInTargets.Pipeline, text, Snapshot, cutShort: true);

        Assert.Equal("cut_short", Assert.Single(Assert.IsType<Verdict.Refused>(verdict).Errors).Code);
    }

    [Fact]
    public void All_errors_are_told_at_once_each_with_its_place()
    {
        var errors = Refused(BuiltInTargets.Pipeline, """{"name":"","blocks":["x",7],"edges":[{"edge_type":"primary"}],"note":1}""");

        Assert.Equal(
            [("/name", "min_length"), ("/blocks/0", "format"), ("/blocks/1", "type"), ("/edges/0", "required"), ("/edges/0", "required"), ("/note", "additional_properties")],
            errors.Select(error => (error.Pointer, error.Code)));
    }

    [Fact]
    public void Of_very_many_errors_the_first_hundred_are_told()
    {
        var blocks = string.Join(",", Enumerable.Range(0, 300).Select(i => $"\"{Id($"nobody {i}")}\""));

        var errors = Refused(BuiltInTargets.Pipeline, $$"""{"name":"a","blocks":[{{blocks}}],"edges":[{"source_block_id":"{{Photos.BlockId}}","target_block_id":"{{Fire.BlockId}}","edge_type":"primary"}]}""");

        Assert.Equal(100, errors.Count);
        Assert.Equal(("/blocks/0", "unknown_block"), (errors[0].Pointer, errors[0].Code));
    }

    [Fact]
    public void Whoever_writes_what_the_check_answers()
    {
        foreach (var text in (string[])["null", "[]", "1e999", "\"\"", "{", "}", "\0", "\u2028", "{\"\":{}}", new string('[', 100_000), new string('"', 100_001)])
            Assert.All(BuiltInTargets.All, target => Assert.NotEmpty(Refused(target, text)));
    }

    [Fact]
    public void An_edge_is_judged_alone()
    {
        var suggestion = Accepted(BuiltInTargets.Edge, SuggestionTexts.Edge(Encoder, S3));

        Assert.Equal("Encoder → export-to-S3", suggestion.Title);
        Assert.Equal(2, suggestion.Graph!.Blocks.Count);
        Assert.Null(Assert.Single(suggestion.Graph.Edges).EdgeId);
        Assert.Equal("illegal_pair", Assert.Single(Refused(BuiltInTargets.Edge, SuggestionTexts.Edge(Photos, S3))).Code);
        Assert.Equal("edge_exists", Assert.Single(Accepted(BuiltInTargets.Edge, SuggestionTexts.Edge(Photos, Fire)).Warnings).Code);
    }

    [Fact]
    public void A_block_of_a_name_that_is_taken_is_valid_and_warned_of()
    {
        var suggestion = Accepted(BuiltInTargets.Block, """{"block_type":"dataset","name":"NAIP"}""");

        Assert.Equal("name_taken", Assert.Single(suggestion.Warnings).Code);
        Assert.Null(suggestion.Graph);
    }

    [Fact]
    public void The_version_of_a_target_is_that_of_its_schema()
    {
        var one = Target.Register("note", "A note.", JsonElement.Parse("""{"type":"object"}"""), out _)!;
        var same = Target.Register("note", "Another text.", JsonElement.Parse("""{"type":"object"}"""), out _)!;
        var other = Target.Register("note", "A note.", JsonElement.Parse("""{"type":"object","minProperties":1}"""), out _)!;

        Assert.Equal(one.SchemaVersion, same.SchemaVersion);
        Assert.NotEqual(one.SchemaVersion, other.SchemaVersion);
    }

    [Theory]
    [InlineData("""{"type":"string"}""", "", "not_an_object")]
    [InlineData("""{}""", "", "not_an_object")]
    [InlineData("""{"enum":[{"a":1},"x"]}""", "", "not_an_object")]
    [InlineData("""{"const":"xyz"}""", "", "not_an_object")]
    [InlineData("""{"enum":[12,"xyz",[4]]}""", "", "not_an_object")]
    [InlineData("""{"anyOf":[{"type":"object"},{"$ref":"#/$defs/other"}],"$defs":{"other":{"enum":["xyz"]}}}""", "", "not_an_object")]
    [InlineData("""{"type":["object","string"],"minLength":2}""", "", "not_an_object")]
    [InlineData("""{"type":["object","array"],"minItems":1}""", "", "not_an_object")]
    [InlineData("""{"type":["object","integer"],"minimum":7}""", "", "not_an_object")]
    [InlineData("""{"type":"object","proprties":{}}""", "/proprties", "unknown_keyword")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"text"}}}""", "/properties/a/type", "bad_keyword")]
    public void A_schema_that_can_not_be_enforced_is_no_target(string schema, string pointer, string code)
    {
        var target = Target.Register("note", "A note.", JsonElement.Parse(schema), out var findings);

        Assert.Null(target);
        Assert.Contains((pointer, code), findings.Select(finding => (finding.Pointer, finding.Code)));
    }

    [Theory]
    [InlineData("""{"type":"object"}""")]
    [InlineData("""{"const":{"a":1}}""")]
    [InlineData("""{"enum":[{"a":1},"x"],"type":"object"}""")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"allOf":[{"required":["b"]},{"type":"object"}]}}}""")]
    [InlineData("""{"oneOf":[{"type":"object","required":["a"]},{"enum":[{"b":1}]}]}""")]
    [InlineData("""{"if":{"required":["a"]},"then":{"type":"object"},"else":{"type":["object","string"],"enum":[{}]}}""")]
    [InlineData("""{"$dynamicAnchor":"a","$ref":"#/$defs/b","$defs":{"b":{"type":"object","properties":{"c":{"$dynamicRef":"#a"}}}}}""")]
    public void A_schema_that_takes_objects_alone_is_a_target_however_it_says_so(string schema)
    {
        Assert.NotNull(Target.Register("note", "A note.", JsonElement.Parse(schema), out _));
    }

    private static CheckedSuggestion Accepted(Target target, string text) =>
        Assert.IsType<Verdict.Accepted>(SuggestionCheck.Check(target, text, Snapshot, cutShort: false)).Suggestion;

    private static IReadOnlyList<CandidateError> Refused(Target target, string text) =>
        Assert.IsType<Verdict.Refused>(SuggestionCheck.Check(target, text, Snapshot, cutShort: false)).Errors;
}
