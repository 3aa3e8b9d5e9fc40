using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Applying.Http;

namespace Constellation.Realtime.Engine.Applying;

/// <summary>
/// Runs go to the pipeline runner's own <c>POST /execute</c>, not through Core's <c>POST /pipelines/run</c>: only the runner answers with the run's id, and Core's
/// route would leave a second, nameless pipeline that belongs to nothing. Nothing in the runner tells whether a job has been there, so it is sent once.
/// </summary>
internal sealed class RunnerJobs(Outgoing outgoing, Destination runner) : ITargetApi
{
    private const int MostBytes = 1_000_000;

    public string Name => "The runner";

    public Task<Attempted> ApplyAsync(ClaimedApplication application, CancellationToken cancellationToken)
    {
        var operations = application.Now.Suggestion.Payload.GetProperty("ops").GetProperty("generate_dynamic_job_configs").GetProperty("config").GetProperty("raw_input");
        var body = JsonSerializer.SerializeToUtf8Bytes(new { instructions = operations });
        return SendOnce.SendAsync(
            application, Name, mayRepeat: false, () => outgoing.SendAsync(HttpMethod.Post, runner, "execute", body, MostBytes, cancellationToken), Started,
            answer => answer.IsSuccess && answer.Member("status") == "failure");
    }

    /// <summary>It says <c>{"status": "success", "run_id"}</c> or <c>{"status": "failure", "message"}</c>; only the first is a yes, only the second a no.</summary>
    private static ApplyResult? Started(ApiAnswer answer) => answer.Member("status") == "success"
        ? new ApplyResult { Api = "runner", Id = answer.Member("run_id"), Message = answer.Member("message") ?? "The run was started." }
        : null;
}
