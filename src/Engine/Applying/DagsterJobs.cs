using System.Text.Encodings.Web;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions;

namespace Constellation.Realtime.Engine.Applying;

/// <summary>A drawn pipeline as the run that the pipeline runner would make of it. Nothing is guessed: what the runner could not execute has none.</summary>
internal static class DagsterJobs
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The run, judged by the same gate as one that a model wrote.</summary>
    /// <exception cref="RefusedException"><c>conflict</c>: it is no pipeline, is not valid any more, or could not be run, with the reasons.</exception>
    public static CheckedSuggestion Of(Suggestion suggestion, GraphSnapshot catalogue)
    {
        if (suggestion.Target != BuiltInTargets.Pipeline.Name)
            throw new RefusedException(ErrorCodes.Conflict, $"Only a drawn pipeline can be made a run, and this is for '{suggestion.Target}'.");
        var pipeline = Judged(BuiltInTargets.Pipeline, suggestion.Payload.GetRawText(), catalogue);
        if (!pipeline.Runnable)
        {
            throw new RefusedException(ErrorCodes.Conflict, $"Today's runner could not execute this pipeline: {pipeline.Warnings[0].Message}")
            {
                Errors = pipeline.Warnings,
            };
        }

        var blocks = pipeline.Graph!.Blocks.Select(block => catalogue.Find(block.BlockId)!).ToLookup(block => block.BlockType);
        return Judged(BuiltInTargets.DagsterJob, Write(blocks[BlockType.Dataset].Single().Filepath!, blocks[BlockType.Model].Single().Name), catalogue);
    }

    private static CheckedSuggestion Judged(Target target, string text, GraphSnapshot catalogue) => SuggestionCheck.Check(target, text, catalogue, cutShort: false) switch
    {
        Verdict.Accepted accepted => accepted.Suggestion,
        Verdict.Refused { Errors: var errors } => throw new RefusedException(ErrorCodes.Conflict, $"This pipeline is not valid any more: {errors[0].Message}")
        {
            Errors = [.. errors.Select(error => error.ToFinding())],
        },
        _ => throw new InvalidOperationException("A verdict is one of the two."),
    };

    private static string Write(string file, string model) => JsonSerializer.Serialize(
        new
        {
            ops = new
            {
                generate_dynamic_job_configs = new
                {
                    config = new
                    {
                        raw_input = new object[]
                        {
                            Operation("deploy_model", new { model }),
                            Operation("export_to_s3", new { inference_results = Operation("model_inference", new { model, data = Read(file) }) }),
                            Operation("delete_model", new { model }),
                        },
                    },
                },
            },
        },
        Options);

    private static object Read(string file) => Operation("dict_to_list", new { data = Operation("import_from_google_drive", new { file_id = file }) });

    private static object Operation(string operation, object parameters) => new { operation, parameters };
}
