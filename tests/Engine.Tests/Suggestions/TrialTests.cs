using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.Schemas;
using static Constellation.Realtime.Engine.Tests.Suggestions.SmallCatalogue;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

public sealed class TrialTests
{
    [Theory]
    [InlineData("""{"n":1}""", "valid")]
    [InlineData("""{'n':1}""", "repaired")]
    [InlineData("""{"n":"1"}""", "repaired")]
    [InlineData("""{"n":"one"}""", "invalid")]
    public void A_text_is_valid_repaired_or_invalid(string text, string verdict)
    {
        var schema = CompiledSchema.Compile(JsonElement.Parse("""{"properties":{"n":{"type":"integer"}}}"""), out _)!;

        var trial = Trial.Of(schema, text);

        Assert.Equal(verdict, trial.Verdict);
        Assert.Equal(verdict == "invalid", trial.Errors.Count > 0);
        Assert.Equal(verdict != "invalid", trial.Value is not null);
    }

    [Fact]
    public void A_fault_of_ours_is_no_budget_that_ran_out_and_is_handed_to_whoever_logs_it()
    {
        var bySchema = Trial.Of(null!, "1");
        var byTarget = Trial.Of(BuiltInTargets.Edge, SuggestionTexts.Edge(Naip, Encoder), null!);

        Assert.All([bySchema, byTarget], trial =>
        {
            Assert.Equal(("invalid", "not_judged"), (trial.Verdict, Assert.Single(trial.Errors).Code));
            Assert.IsType<NullReferenceException>(trial.Fault);
        });
    }

    [Fact]
    public void With_a_target_the_graph_is_judged_too()
    {
        Assert.Equal("valid", Trial.Of(BuiltInTargets.Edge, SuggestionTexts.Edge(Naip, Encoder), Snapshot).Verdict);
        Assert.Equal("data_type_mismatch", Trial.Of(BuiltInTargets.Edge, SuggestionTexts.Edge(Radar, Encoder), Snapshot).Errors[0].Code);
    }
}
