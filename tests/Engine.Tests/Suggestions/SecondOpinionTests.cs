using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.Reading;
using Constellation.Realtime.Engine.Suggestions.Schemas;
using CsCheck;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

public sealed class SecondOpinionTests
{
    [Fact]
    public void What_we_accept_is_never_refused_by_the_other_where_it_has_a_say_and_most_of_what_we_refuse_is_refused_by_it_too()
    {
        var (accepted, refused, refusedByBoth) = (0, 0, 0);

        Gen.Select(PlainSchemas.Schema, PlainSchemas.Value.Array[20]).Sample((text, values) =>
        {
            var schema = CompiledSchema.Compile(JsonElement.Parse(text), out _)!;
            foreach (var value in values.Select(value => JsonElement.Parse(value)))
            {
                var other = schema.Second!.Refuse(value);
                if (schema.Accepts(value))
                {
                    Assert.True(other is null, $"{text}\n{value.GetRawText()}\n{other?.Message}");
                    Interlocked.Increment(ref accepted);
                }
                else
                {
                    Interlocked.Increment(ref refused);
                    Interlocked.Add(ref refusedByBoth, other is null ? 0 : 1);
                }
            }
        }, iter: 2_000);

        Assert.True(accepted > 1_000 && refusedByBoth > refused * 0.95, $"{accepted} accepted, {refused} refused, {refusedByBoth} of them by both");
    }

    [Theory]
    [InlineData("""{"const":1}""")]
    [InlineData("""{"if":true}""")]
    [InlineData("""{"contains":true}""")]
    [InlineData("""{"prefixItems":[true]}""")]
    [InlineData("""{"propertyNames":{"maxLength":3}}""")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""")]
    [InlineData("""{"unevaluatedProperties":false}""")]
    [InlineData("""{"patternProperties":{"a":true}}""")]
    [InlineData("""{"pattern":"^a$"}""")]
    [InlineData("""{"not":{"type":"string"}}""")]
    [InlineData("""{"oneOf":[{"type":"string"}]}""")]
    [InlineData("""{"uniqueItems":true}""")]
    [InlineData("""{"format":"date"}""")]
    [InlineData("""{"format":"date-time"}""")]
    [InlineData("""{"format":"email"}""")]
    [InlineData("""{"maxItems":0}""")]
    [InlineData("""{"maximum":1e400}""")]
    [InlineData("""{"items":false}""")]
    [InlineData("""{"required":["a"]}""")]
    [InlineData("""{"type":["object","string"],"required":["a"]}""")]
    [InlineData("""{"enum":["5"]}""")]
    [InlineData("""{"type":"string","enum":["2024-02-29T10:00:00Z"]}""")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"type":"string"}}}""")]
    [InlineData("""{"default":{"$ref":"http://127.0.0.1:1/"}}""")]
    [InlineData("""{"properties":{"$ref":{"type":"string"}}}""")]
    [InlineData("""{"x-nullable":true}""")]
    [InlineData("""true""")]
    public void Where_the_other_leaves_something_out_or_reads_it_otherwise_it_is_not_asked(string schema)
    {
        var compiled = CompiledSchema.Compile(JsonElement.Parse(schema), out _);

        Assert.Null(compiled!.Second);
    }

    [Theory]
    [InlineData("""{"type":"integer"}""", "1.0")]
    [InlineData("""{"type":"integer"}""", "1e2")]
    [InlineData("""{"type":"number","multipleOf":0.1}""", "98249283749234923498293171823948729348710298301928331.3")]
    [InlineData("""{"type":"string","maxLength":1}""", "\"🔥\"")]
    [InlineData("""{"type":"string","maxLength":1}""", "\"\\ud83d\\udd25\"")]
    public void A_value_that_the_other_reads_otherwise_is_judged_by_us_alone(string schema, string value)
    {
        var reading = CandidateReading.Read($"```\n{value}\n```", CompiledSchema.Compile(JsonElement.Parse(schema), out _)!, cutShort: false);

        Assert.Equal(value, reading.Value?.GetRawText());
    }

    [Fact]
    public void Where_the_two_disagree_nothing_is_taken()
    {
        var other = CompiledSchema.Compile(JsonElement.Parse("""{"type":"object","required":["a"]}"""), out _)!.Second;
        var schema = new CompiledSchema(new SchemaNode("", null!), JsonElement.Parse("true")) { Second = other };

        var disagreed = CandidateReading.Read("""{"b":1}""", schema, cutShort: false);
        var agreed = CandidateReading.Read("""{"a":1}""", schema, cutShort: false);

        Assert.Null(disagreed.Value);
        Assert.Equal("second_opinion", Assert.Single(disagreed.Errors).Code);
        Assert.NotNull(agreed.Value);
    }

    [Fact]
    public void The_built_in_targets_for_pipelines_blocks_and_edges_have_a_second_judge()
    {
        Target[] covered = [BuiltInTargets.Pipeline, BuiltInTargets.Block, BuiltInTargets.Edge];

        Assert.All(covered, target => Assert.NotNull(target.Compiled.Second));
    }

    [Fact]
    public async Task Many_may_ask_at_once()
    {
        var schema = CompiledSchema.Compile(JsonElement.Parse("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"integer","minimum":1}}},"additionalProperties":false}"""), out _)!;
        var (right, wrong) = (JsonElement.Parse("""{"a":[1,2,3]}"""), JsonElement.Parse("""{"a":[1,0]}"""));

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => schema.Second!.Refuse(i % 2 == 0 ? right : wrong) is null)));

        Assert.Equal(Enumerable.Range(0, 200).Select(i => i % 2 == 0), answers);
    }
}
