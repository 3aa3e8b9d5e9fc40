using System.Text.Json;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Suggestions.Rules;

/// <summary>When a run of the pipeline runner makes sense: what it names exists, models are deployed before and deleted after, and data fits.</summary>
internal static class JobRules
{
    private const string Operations = "/ops/generate_dynamic_job_configs/config/raw_input";

    /// <param name="payload">Must have passed the schema of the target <c>dagster_job</c>.</param>
    internal static Judgement Judge(JsonElement payload, GraphSnapshot catalogue)
    {
        List<CandidateError> errors = [];
        var steps = payload.GetProperty("ops").GetProperty("generate_dynamic_job_configs").GetProperty("config").GetProperty("raw_input");
        HashSet<string> deployed = new(StringComparer.Ordinal);
        List<(Block Dataset, Block Model)> flows = [];
        var exports = 0;
        var index = 0;
        foreach (var step in steps.EnumerateArray())
        {
            var pointer = $"{Operations}/{index++}";
            var parameters = step.GetProperty("parameters");
            switch (step.GetProperty("operation").GetString())
            {
                case "deploy_model":
                    FindModel(parameters, pointer, catalogue, errors);
                    deployed.Add(parameters.GetProperty("model").GetString()!);
                    break;
                case "delete_model":
                    JudgeDeletion(parameters, pointer, deployed, errors);
                    break;
                default:
                    exports++;
                    JudgeExport(parameters, pointer, catalogue, deployed, flows, errors);
                    break;
            }
        }
        if (exports == 0)
            errors.Add(new() { Pointer = Operations, Code = FindingCodes.NothingExported, Message = "Nothing is exported: an export_to_s3 is missing." });
        foreach (var model in deployed.Order(StringComparer.Ordinal))
            errors.Add(new() { Pointer = Operations, Code = FindingCodes.NotDeleted, Message = $"'{model}' is deployed and never deleted: end with delete_model." });
        return errors.Count > 0 ? new() { Errors = errors } : Draw(flows, catalogue);
    }

    private static void JudgeDeletion(JsonElement parameters, string pointer, HashSet<string> deployed, List<CandidateError> errors)
    {
        var model = parameters.GetProperty("model").GetString()!;
        if (!deployed.Remove(model))
            errors.Add(NotDeployed($"{pointer}/parameters/model", model));
    }

    private static void JudgeExport(
        JsonElement parameters, string pointer, GraphSnapshot catalogue, HashSet<string> deployed, List<(Block, Block)> flows, List<CandidateError> errors)
    {
        var inference = parameters.GetProperty("inference_results").GetProperty("parameters");
        pointer = $"{pointer}/parameters/inference_results";
        var model = FindModel(inference, pointer, catalogue, errors);
        var name = inference.GetProperty("model").GetString()!;
        if (!deployed.Contains(name))
            errors.Add(NotDeployed($"{pointer}/parameters/model", name));
        var source = inference.GetProperty("data").GetProperty("parameters").GetProperty("data").GetProperty("parameters").GetProperty("file_id").GetString()!;
        var dataset = catalogue.Blocks.FirstOrDefault(block => RunnerToday.HasFile(block) && block.Filepath == source);
        if (dataset is null)
        {
            errors.Add(new()
            {
                Pointer = $"{pointer}/parameters/data/parameters/data/parameters/file_id",
                Code = FindingCodes.UnknownFile,
                Message = "No dataset of the catalogue has this file.",
                Got = source,
                Allowed = [.. catalogue.Blocks.Where(RunnerToday.HasFile).Select(block => block.Filepath!).Take(CandidateError.AllowedListed)],
            });
        }
        if (dataset is null || model is null)
            return;
        errors.AddRange(PairRules.Judge(dataset, model, pointer, catalogue, withHint: true));
        flows.Add((dataset, model));
    }

    private static Block? FindModel(JsonElement parameters, string pointer, GraphSnapshot catalogue, List<CandidateError> errors)
    {
        var name = parameters.GetProperty("model").GetString()!;
        var model = catalogue.Blocks.FirstOrDefault(block => block.Name == name && RunnerToday.IsDeployable(block));
        if (model is null)
        {
            errors.Add(new()
            {
                Pointer = $"{pointer}/parameters/model",
                Code = FindingCodes.UnknownModel,
                Message = "The catalogue has no such model that the runner can deploy.",
                Got = name,
                Allowed = [.. catalogue.Blocks.Where(RunnerToday.IsDeployable).Select(block => block.Name).Take(CandidateError.AllowedListed)],
            });
        }
        return model;
    }

    private static CandidateError NotDeployed(string pointer, string model) =>
        new() { Pointer = pointer, Code = FindingCodes.NotDeployed, Message = $"'{model}' is not deployed here: put deploy_model before.", Got = model };

    private static Judgement Draw(List<(Block Dataset, Block Model)> flows, GraphSnapshot catalogue)
    {
        var sink = catalogue.Blocks.FirstOrDefault(RunnerToday.IsSink);
        var pairs = flows.Select(flow => (flow.Dataset, flow.Model)).Concat(sink is null ? [] : flows.Select(flow => (flow.Model, sink))).Distinct().ToArray();
        var blocks = flows.Select(flow => flow.Dataset).Concat(flows.Select(flow => flow.Model)).Concat(sink is null ? [] : [sink]).DistinctBy(block => block.BlockId);
        var names = flows.Select(flow => $"{flow.Dataset.Name} → {flow.Model.Name}").Distinct().ToArray();
        return new()
        {
            Graph = new()
            {
                Blocks = [.. blocks.Select(DrawnPipeline.Draw)],
                Edges = [.. pairs.Select(pair => DrawnPipeline.Draw(pair.Item1, pair.Item2, "primary", catalogue))],
            },
            Title = names[0],
            Summary = $"Runs {string.Join(", then ", names)} and exports the results to S3.",
        };
    }
}
