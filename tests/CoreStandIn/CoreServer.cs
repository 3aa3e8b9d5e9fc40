using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.CoreStandIn;

/// <summary>
/// Constellation's Core API of December 2024, and its pipeline runner's one route, over real HTTP on a port of their own: 201 without an id, 400 without a reason,
/// lists without an order and ten at a time, a slash that counts. A test can make it fail, wait, or die at any call.
/// </summary>
public sealed class CoreServer : IAsyncDisposable
{
    private const int Page = 10;

    private readonly ConcurrentQueue<CoreCall> _calls = new();
    private readonly ConcurrentDictionary<string, Trouble> _troubles = new();
    private readonly CoreTables _tables = new();
    private readonly SemaphoreSlim _gate = new(0);
    private readonly WebApplication _application;

    private CoreServer(WebApplication application) => _application = application;

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_application.Urls.First());

    /// <summary>All calls so far, oldest first.</summary>
    public IReadOnlyList<CoreCall> Calls => [.. _calls];

    /// <summary>Its blocks now.</summary>
    public IReadOnlyList<CoreBlock> Blocks => _tables.Blocks;

    /// <summary>Its edges now.</summary>
    public IReadOnlyList<CoreEdge> Edges => _tables.Edges;

    /// <summary>Its pipelines now.</summary>
    public IReadOnlyList<CorePipeline> Pipelines => _tables.Pipelines;

    /// <summary>The users that have a profile; null: everybody has.</summary>
    public IReadOnlySet<Guid>? Profiles { get; set; }

    /// <summary>What the runner was asked to run.</summary>
    public ConcurrentQueue<JsonNode> Runs { get; } = new();

    /// <summary>The status of every answer, where it is not to be what it should be.</summary>
    public int? Fails { get; set; }

    /// <summary>An answer's text, where it is not to be what it should be.</summary>
    public string? Answers { get; set; }

    /// <summary>How many of the next verifications see the rows from the last to the first.</summary>
    public int VerifiesBackwards { get; set; }

    /// <summary>Starts it.</summary>
    /// <param name="port">0: any free one.</param>
    public static async Task<CoreServer> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var core = new CoreServer(builder.Build());
        core._application.Run(core.TakeAsync);
        await core._application.StartAsync();
        return core;
    }

    /// <summary>Fills its tables.</summary>
    public void Put(IEnumerable<CoreBlock> blocks, IEnumerable<CoreEdge>? edges = null, IEnumerable<CorePipeline>? pipelines = null) =>
        _tables.Put(blocks, edges ?? [], pipelines ?? []);

    /// <summary>Somebody else made a pipeline.</summary>
    public void Add(CorePipeline pipeline) => _tables.Add(pipeline);

    /// <summary>The next calls of a route, such as <c>POST /pipelines/with-dependencies/</c>, go wrong in this way.</summary>
    public void Troubles(string route, Trouble trouble) => _troubles[route] = trouble;

    /// <summary>All is well again.</summary>
    public void Recovers() => _troubles.Clear();

    /// <summary>Lets a call go on that <see cref="Trouble.WaitsAfter"/> or <see cref="Trouble.WaitsBefore"/> holds.</summary>
    public void GoesOn(int times = 1) => _gate.Release(times);

    /// <summary>From now on nobody answers.</summary>
    public Task StopAsync() => _application.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _application.StopAsync(atOnce.Token);
        await _application.DisposeAsync();
        _gate.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var call = new CoreCall(context.Request.Method, context.Request.Path + context.Request.QueryString.Value, await reader.ReadToEndAsync())
        {
            IdempotencyKey = context.Request.Headers["Idempotency-Key"],
            Authorization = context.Request.Headers.Authorization,
        };
        _calls.Enqueue(call);
        var trouble = TroubleOf(call);
        if (trouble is Trouble.WaitsBefore) await _gate.WaitAsync(context.RequestAborted);
        if (trouble is Trouble.DiesBefore) context.Abort();
        if (trouble is Trouble.DiesBefore) return;
        if (trouble is Trouble.Answers answer)
        {
            await WriteAsync(context, answer.Status, answer.Body, answer.Location);
            return;
        }

        var (status, body) = Fails is { } fails ? (fails, Detail("List failed.")) : Answers is { } text ? (200, text) : Handle(context, call);
        switch (trouble)
        {
            case Trouble.DiesAfter:
                context.Abort();
                return;
            case Trouble.FailsAfter:
                await WriteAsync(context, 500, "Internal Server Error", null);
                return;
            case Trouble.HalfAnswersAfter half:
                await WriteHalfAsync(context, status, body, half.StaysOpen);
                return;
            case Trouble.WaitsAfter:
                await _gate.WaitAsync(context.RequestAborted);
                break;
        }

        await WriteAsync(context, status, body, null);
    }

    private Trouble? TroubleOf(CoreCall call)
    {
        foreach (var (route, trouble) in _troubles)
        {
            if (!call.Route.StartsWith(route, StringComparison.Ordinal)) continue;
            if (trouble.Times is { } times && (times <= 0 || !_troubles.TryUpdate(route, trouble with { Times = times - 1 }, trouble))) continue;
            return trouble;
        }

        return null;
    }

    private static async Task WriteAsync(HttpContext context, int status, string body, string? location)
    {
        context.Response.StatusCode = status;
        if (location is not null) context.Response.Headers.Location = location;
        if (status == 204) return;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
    }

    private async Task WriteHalfAsync(HttpContext context, int status, string body, bool staysOpen)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(body);
        await context.Response.WriteAsync(body[..(body.Length / 2)]);
        await context.Response.Body.FlushAsync();
        if (staysOpen) await _gate.WaitAsync(context.RequestAborted);
        context.Abort();
    }

    private (int Status, string Body) Handle(HttpContext context, CoreCall call)
    {
        var path = context.Request.Path.Value!;
        if (call.Route == "POST /execute") return Execute(call.Body);
        if (call.Route == "POST /pipelines/run") return RunPipeline(call.Body);
        if (!Guid.TryParse(context.Request.Query["user_id"], out _)) return Invalid("user_id", "query");
        return (call.Method, path) switch
        {
            ("GET", "/blocks/get-all-blocks/") => (200, Json(_tables.Blocks.Select(Row))),
            ("GET", _) when Id(path, "/blocks/") is { } text => Guid.TryParse(text, out var id)
                ? Found(_tables.Blocks.FirstOrDefault(block => block.BlockId == id) is { } block ? Row(block) : null, "Block not found.") : Invalid("block_id", "path"),
            ("POST", "/blocks/") => Read(call.Body) is { } body && body["block"] is JsonObject block
                ? _tables.AddBlock(block, body["paper"] is JsonObject) ? (201, Basic(block)) : (400, Detail("Block creation failed."))
                : Invalid("block", "body"),
            ("POST", "/edges/") => Read(call.Body) is JsonObject edge && edge.ContainsKey("source_block_id") && edge.ContainsKey("target_block_id")
                ? _tables.AddEdge(edge) ? (201, Basic(edge)) : (400, Detail("Edge creation failed."))
                : Invalid("source_block_id", "body"),
            ("GET", _) when Id(path, "/edges/") is { } text => Found(
                _tables.Edges.FirstOrDefault(edge => edge.EdgeId.ToString() == text) is { } edge ? Row(edge) : null, "Edge not found."),
            ("GET", "/pipelines/") => (200, Json(Listed(context.Request.Query))),
            ("POST", "/pipelines/with-dependencies/") => Read(call.Body) is { } body && body["pipeline"] is JsonObject pipeline
                ? _tables.AddPipeline(body, Profiles ?? Everybody(pipeline)) ? (201, Basic(pipeline)) : (400, Detail("Failed to create pipeline with dependencies."))
                : Invalid("pipeline", "body"),
            ("POST", _) when Id(path, "/pipelines/verify/") is { } text => Verify(text),
            ("DELETE", _) when Id(path, "/pipelines/with-dependencies/") is { } text =>
                _tables.RemoveWithDependencies(Guid.Parse(text)) ? (204, "") : (400, Detail("Failed to delete pipeline with dependencies.")),
            ("DELETE", _) when Id(path, "/pipelines/") is { } text =>
                _tables.Remove(Guid.Parse(text)) ? (204, "") : (404, Detail("Pipeline not found or already deleted.")),
            ("GET", _) when Id(path, "/pipelines/") is { } text => Guid.TryParse(text, out var id)
                ? Found(_tables.Pipelines.FirstOrDefault(one => one.PipelineId == id) is { } one ? Row(one) : null, "Pipeline not found.") : Invalid("pipeline_id", "path"),
            _ => (404, Detail("Not Found")),
        };
    }

    /// <summary>In no order that anybody could rely on, ten at a time, and of all users.</summary>
    private IEnumerable<JsonNode> Listed(IQueryCollection query)
    {
        var limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var most) ? most : Page;
        var offset = int.TryParse(query["offset"], CultureInfo.InvariantCulture, out var skipped) ? skipped : 0;
        return _tables.Pipelines.OrderBy(pipeline => pipeline.PipelineId).Skip(offset).Take(limit).Select(Row);
    }

    private (int Status, string Body) Verify(string id)
    {
        var backwards = VerifiesBackwards > 0;
        if (backwards) VerifiesBackwards--;
        return Guid.TryParse(id, out var pipelineId) && _tables.Verify(pipelineId, backwards)
            ? (200, Json(new { message = "Pipeline verified successfully." }))
            : (400, Detail("Pipeline verification failed."));
    }

    private (int Status, string Body) Execute(string text)
    {
        if (Read(text)?["instructions"] is not JsonArray { Count: > 0 } instructions) return (400, Detail("Instructions must be a non-empty list."));
        Runs.Enqueue(instructions);
        return (200, Json(new { status = "success", run_id = Guid.NewGuid() }));
    }

    /// <summary>Starts a run, and leaves a second pipeline without a name that belongs to no drawn one.</summary>
    private (int Status, string Body) RunPipeline(string text)
    {
        if (Read(text) is not { } body || body["config"] is not JsonArray config || !Guid.TryParse((string?)body["user_id"], out var userId)) return Invalid("config", "body");
        Runs.Enqueue(config.DeepClone());
        _tables.Add(new CorePipeline(Guid.NewGuid(), null, null, userId) { Config = config.DeepClone(), RunId = Guid.NewGuid().ToString() });
        return (200, Json(new { message = "Pipeline execution started." }));
    }

    private static HashSet<Guid> Everybody(JsonObject pipeline) => Guid.TryParse((string?)pipeline["user_id"], out var id) ? [id] : [];

    private static string? Id(string path, string before) =>
        path.StartsWith(before, StringComparison.Ordinal) && path[before.Length..] is { Length: > 0 } id && !id.Contains('/', StringComparison.Ordinal) ? id : null;

    private static JsonNode? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What it answers to a creation: what it was given, and no id.</summary>
    private static string Basic(JsonObject given) => given.ToJsonString();

    private static (int Status, string Body) Found(JsonNode? row, string otherwise) => row is null ? (404, Detail(otherwise)) : (200, row.ToJsonString());

    private static (int Status, string Body) Invalid(string field, string where) =>
        (422, Json(new { detail = new[] { new { type = "missing", loc = new[] { where, field }, msg = "Field required" } } }));

    private static JsonNode Row(CoreBlock block) => new JsonObject
    {
        ["block_id"] = block.BlockId,
        ["name"] = block.Name,
        ["block_type"] = block.BlockType,
        ["description"] = block.Description,
        ["filepath"] = block.Filepath,
    };

    private static JsonNode Row(CoreEdge edge) => new JsonObject
    {
        ["edge_id"] = edge.EdgeId,
        ["source_block_id"] = edge.SourceBlockId,
        ["target_block_id"] = edge.TargetBlockId,
    };

    private static JsonNode Row(CorePipeline pipeline) => new JsonObject
    {
        ["pipeline_id"] = pipeline.PipelineId,
        ["name"] = pipeline.Name,
        ["description"] = pipeline.Description,
        ["user_id"] = pipeline.UserId,
        ["run_id"] = pipeline.RunId,
        ["status"] = pipeline.RunId is null ? null : "running",
        ["message"] = null,
        ["PipelineBlock"] = new JsonArray([.. pipeline.BlockIds.Select(id => Link(pipeline, "block_id", id))]),
        ["PipelineEdge"] = new JsonArray([.. pipeline.EdgeIds.Select(id => Link(pipeline, "edge_id", id))]),
        ["config"] = pipeline.Config?.DeepClone() ?? new JsonObject(),
    };

    private static JsonNode Link(CorePipeline pipeline, string name, Guid id) => new JsonObject { ["pipeline_id"] = pipeline.PipelineId, [name] = id, ["order"] = 0 };

    private static string Detail(string detail) => Json(new { detail });

    private static string Json<T>(T value) => JsonSerializer.Serialize(value);
}
