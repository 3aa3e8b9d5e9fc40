using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions;
using static Constellation.Realtime.Engine.Tests.Suggestions.SmallCatalogue;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

public sealed class JobRulesTests
{
    private const string Steps = "/ops/generate_dynamic_job_configs/config/raw_input";
    private const string Inference = $"{Steps}/1/parameters/inference_results/parameters";

    [Fact]
    public void A_run_that_deploys_exports_and_deletes_is_accepted_and_drawn()
    {
        var text = Job(Deploy(Fire.Name), Export(Fire.Name, "drive-1"), Delete(Fire.Name));

        var suggestion = Assert.IsType<Verdict.Accepted>(SuggestionCheck.Check(BuiltInTargets.DagsterJob, text, Snapshot, cutShort: false)).Suggestion;

        Assert.True(suggestion.Runnable);
        Assert.Equal("Photos → Fire classifier", suggestion.Title);
        Assert.Equal(["Photos", "Fire classifier", "export-to-S3"], suggestion.Graph!.Blocks.Select(block => block.Name));
        Assert.Equal([Photos.BlockId, Fire.BlockId], suggestion.Graph.Edges.Select(edge => edge.SourceBlockId));
    }

    [Fact]
    public void Models_are_of_the_catalogue_and_can_be_deployed()
    {
        Assert.Equal([($"{Steps}/0/parameters/model", "unknown_model"), ($"{Steps}/1/parameters/inference_results/parameters/model", "unknown_model")],
            Errors(Deploy("nobody"), Export("nobody", "drive-1"), Delete("nobody")));
        Assert.Contains(($"{Steps}/0/parameters/model", "unknown_model"), Errors(Deploy(Crops.Name), Export(Crops.Name, "drive-1"), Delete(Crops.Name)));
    }

    [Fact]
    public void Files_are_of_datasets()
    {
        Assert.Equal([($"{Inference}/data/parameters/data/parameters/file_id", "unknown_file")],
            Errors(Deploy(Fire.Name), Export(Fire.Name, "drive-2"), Delete(Fire.Name)));
    }

    [Fact]
    public void What_is_used_or_deleted_was_deployed_before()
    {
        Assert.Equal([($"{Steps}/0/parameters/inference_results/parameters/model", "not_deployed")],
            Errors(Export(Fire.Name, "drive-1"), Deploy(Fire.Name), Delete(Fire.Name)));
        Assert.Equal([($"{Steps}/3/parameters/model", "not_deployed")],
            Errors(Deploy(Fire.Name), Export(Fire.Name, "drive-1"), Delete(Fire.Name), Delete(Fire.Name)));
    }

    [Fact]
    public void What_is_deployed_is_deleted()
    {
        Assert.Equal([(Steps, "not_deleted")], Errors(Deploy(Fire.Name), Export(Fire.Name, "drive-1")));
    }

    [Fact]
    public void Something_is_exported()
    {
        Assert.Equal([(Steps, "nothing_exported")], Errors(Deploy(Fire.Name), Delete(Fire.Name)));
    }

    private static IEnumerable<(string, string)> Errors(params object[] steps) =>
        Assert.IsType<Verdict.Refused>(SuggestionCheck.Check(BuiltInTargets.DagsterJob, Job(steps), Snapshot, cutShort: false)).Errors
            .Select(error => (error.Pointer, error.Code));

    private static string Job(params object[] steps) =>
        JsonSerializer.Serialize(new { ops = new { generate_dynamic_job_configs = new { config = new { raw_input = steps } } } });

    private static object Deploy(string model) => new { operation = "deploy_model", parameters = new { model } };

    private static object Delete(string model) => new { operation = "delete_model", parameters = new { model } };

    private static object Export(string model, string file) => new { operation = "export_to_s3", parameters = new { inference_results = Infer(model, file) } };

    private static object Infer(string model, string file) => new { operation = "model_inference", parameters = new { model, data = List(file) } };

    private static object List(string file) => new
    {
        operation = "dict_to_list",
        parameters = new { data = new { operation = "import_from_google_drive", parameters = new { file_id = file } } },
    };
}
