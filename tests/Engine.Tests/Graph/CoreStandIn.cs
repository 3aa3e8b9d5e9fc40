using System.Text.Json;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Graph.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Tests.Graph;

/// <summary>The routes of Core that tell of blocks, edges and pipelines, over real HTTP, with Core's own peculiarities: the slash that counts, edges
/// only by id.</summary>
internal sealed class CoreStandIn : IAsyncDisposable
{
    private readonly WebApplication _application;

    private CoreStandIn(WebApplication application) => _application = application;

    public IReadOnlyList<Block> Blocks { get; set; } = [];

    public IReadOnlyList<Edge> Edges { get; set; } = [];

    /// <summary>The status of every answer, where it is not to be 200.</summary>
    public int? Fails { get; set; }

    /// <summary>An answer's text, where it is not to be what it should be.</summary>
    public string? Answers { get; set; }

    /// <summary>A block of a kind that nobody knows.</summary>
    public Guid? Strange { get; set; }

    public List<string> Calls { get; } = [];

    public Uri Address => new(_application.Urls.First());

    public static async Task<CoreStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var core = new CoreStandIn(application);
        application.Run(core.AnswerAsync);
        await application.StartAsync();
        return core;
    }

    public Task StopAsync() => _application.StopAsync();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        lock (Calls)
            Calls.Add(context.Request.Path + context.Request.QueryString.Value);
        if (Fails is { } status)
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsJsonAsync(new { detail = "List failed." });
        }

        if (Answers is { } text)
            return context.Response.WriteAsync(text);
        var path = context.Request.Path.Value!;
        if (!Guid.TryParse(context.Request.Query["user_id"], out _))
            return Answer(context, 422, new { detail = "user_id" });
        if (path == "/blocks/get-all-blocks/")
            return Answer(context, 200, Blocks.Select(block =>
                new HeadBlock
                {
                    BlockId = block.BlockId,
                    Name = block.Name,
                    BlockType = block.BlockId == Strange ? "river" : GraphJson.ToText(block.BlockType),
                    Description = block.Description,
                    Filepath = block.Filepath
                }));
        if (path == "/pipelines/")
            return Answer(context, 200, Page(context));
        if (path.StartsWith("/edges/", StringComparison.Ordinal) && Guid.TryParse(path["/edges/".Length..], out var id)
            && Edges.FirstOrDefault(edge => edge.EdgeId == id) is { } found)
            return Answer(context, 200, new HeadEdge { EdgeId = id, SourceBlockId = found.SourceBlockId, TargetBlockId = found.TargetBlockId });
        return Answer(context, 404, new { detail = "Not found." });
    }

    // One pipeline for each edge, and one that uses an edge that is gone.
    private IEnumerable<HeadPipeline> Page(HttpContext context)
    {
        var offset = int.Parse(context.Request.Query["offset"]!, System.Globalization.CultureInfo.InvariantCulture);
        var limit = int.Parse(context.Request.Query["limit"]!, System.Globalization.CultureInfo.InvariantCulture);
        return Edges.Select(edge => edge.EdgeId!.Value).Append(Guid.Empty).Skip(offset).Take(limit).Select(edge => new HeadPipeline
        {
            PipelineId = edge,
            UserId = edge,
            PipelineEdge = [new HeadPipelineEdge { PipelineId = edge, EdgeId = edge }],
            PipelineBlock = [],
        });
    }

    private static Task Answer(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(JsonSerializer.Serialize(body, CoreJson.Options));
    }
}
