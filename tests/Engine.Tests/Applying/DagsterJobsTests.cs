using System.Text.Json;
using System.Text.Json.Nodes;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Applying;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Tests.Graph;
using Constellation.Realtime.Engine.Tests.Suggestions;
using static Constellation.Realtime.Engine.Tests.Suggestions.SmallCatalogue;

namespace Constellation.Realtime.Engine.Tests.Applying;

public sealed class DagsterJobsTests
{
    [Fact]
    public void A_drawn_pipeline_that_can_be_run_becomes_its_run()
    {
        var job = DagsterJobs.Of(Drawn(SuggestionTexts.Pipeline((Photos, Fire), (Fire, S3))), Snapshot);

        Assert.Equal(("dagster_job", true), (job.Target.Name, job.Runnable));
        var operations = JsonNode.Parse(job.Payload.GetRawText())!["ops"]!["generate_dynamic_job_configs"]!["config"]!["raw_input"]!;
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse(
                """
                [ {"operation":"deploy_model","parameters":{"model":"Fire classifier"}},
                  {"operation":"export_to_s3","parameters":{"inference_results":{"operation":"model_inference","parameters":{"model":"Fire classifier","data":
                    {"operation":"dict_to_list","parameters":{"data":{"operation":"import_from_google_drive","parameters":{"file_id":"drive-1"}}}}}}}},
                  {"operation":"delete_model","parameters":{"model":"Fire classifier"}} ]
                """),
            operations));
    }

    [Fact]
    public void One_that_can_not_be_run_is_refused_with_the_reasons()
    {
        var refused = Assert.Throws<RefusedException>(() => DagsterJobs.Of(Drawn(SuggestionTexts.Pipeline((Sentinel2A, Crops), (Crops, S3))), Snapshot));

        Assert.Equal(ErrorCodes.Conflict, refused.Code);
        Assert.Equal(["no_filepath", "not_deployable"], refused.Errors.Select(error => error.Code).Order());
    }

    [Fact]
    public void One_whose_blocks_are_gone_and_what_is_no_pipeline_are_refused()
    {
        var pipeline = Drawn(SuggestionTexts.Pipeline((Photos, Fire), (Fire, S3)));

        Assert.Equal("unknown_block", Assert.Throws<RefusedException>(() => DagsterJobs.Of(pipeline, new GraphSnapshot([Photos, S3], []))).Errors[0].Code);
        Assert.Equal(ErrorCodes.Conflict, Assert.Throws<RefusedException>(() => DagsterJobs.Of(pipeline with { Target = "edge" }, Snapshot)).Code);
    }

    [Fact]
    public async Task Every_chain_of_the_shipped_catalogue_that_is_said_to_be_runnable_becomes_a_run()
    {
        var catalogue = (await Shipped.FeedAsync()).Current;
        var chains = catalogue.Edges.SelectMany(edge => catalogue.Down(edge.TargetBlockId), (first, second) =>
            SuggestionTexts.Pipeline(
                (catalogue.Find(first.SourceBlockId)!, catalogue.Find(first.TargetBlockId)!), (catalogue.Find(second.SourceBlockId)!, catalogue.Find(second.TargetBlockId)!)));
        var runnable = chains.Where(text => SuggestionCheck.Check(BuiltInTargets.Pipeline, text, catalogue, cutShort: false) is Verdict.Accepted { Suggestion.Runnable: true }).ToList();

        Assert.NotEmpty(runnable);
        Assert.All(runnable, text => Assert.True(DagsterJobs.Of(Drawn(text), catalogue).Runnable));
    }

    private static Suggestion Drawn(string payload) =>
        new() { SuggestionId = Guid.NewGuid(), Target = "pipeline", Payload = JsonElement.Parse(payload), Status = SuggestionStatus.Ready };
}
