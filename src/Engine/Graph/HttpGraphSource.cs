using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Constellation.Realtime.Engine.Graph.Core;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>
/// The catalogue from the Core API. Core lists blocks but no edges: those that are known are the ones that its stored pipelines use, each read by its
/// id. What no
/// pipeline uses stays unseen, and taxonomy does not travel, so that this source says less than the tables do.
/// </summary>
/// <param name="client">Its base address is Core's, with a trailing slash.</param>
/// <param name="userId">Whom Core is told that the calls are for.</param>
internal sealed class HttpGraphSource(HttpClient client, Guid userId) : IGraphSource, IDisposable
{
    private const int PageSize = 100;
    private const int MostPages = 1_000;
    private const int CallsAtOnce = 8;

    /// <summary>The source on a client of its own.</summary>
    /// <param name="endpoint">Core's address, with or without a trailing slash.</param>
    public static HttpGraphSource Open(Uri endpoint, Guid userId)
    {
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        return new HttpGraphSource(new HttpClient(handler) { BaseAddress = new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/") }, userId);
    }

    /// <inheritdoc/>
    public async Task<GraphSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            // The slash before the query matters: without it Core takes the path for a block's id.
            var blocks = await GetAsync<List<HeadBlock>>("blocks/get-all-blocks/", cancellationToken)
                ?? throw new GraphUnavailableException("Core lists no blocks.");
            if (blocks.Any(block => block is null))
                throw new JsonException("a block is null.");
            var edges = await ReadEdgesAsync(await ReadEdgeIdsAsync(cancellationToken), cancellationToken);
            return new GraphSnapshot(
                blocks.OrderBy(block => block.Name, StringComparer.Ordinal).Select(ToBlock).OfType<Block>(),
                edges.Select(edge => new Edge { EdgeId = edge.EdgeId, SourceBlockId = edge.SourceBlockId, TargetBlockId = edge.TargetBlockId }),
                [.. blocks.Where(block => GraphJson.ToBlockType(block.BlockType) is null).Select(block => $"{block.Name} ({block.BlockType})")]);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or IOException or NotSupportedException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new GraphUnavailableException($"Core can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => client.Dispose();

    private async Task<IReadOnlyCollection<Guid>> ReadEdgeIdsAsync(CancellationToken cancellationToken)
    {
        // Core's pages have no order of their own, so that a pipeline may come twice while another is missed; the next reading gets it.
        var ids = new SortedSet<Guid>();
        for (var page = 0; page < MostPages; page++)
        {
            var pipelines = await GetAsync<List<HeadPipeline>>($"pipelines/?limit={PageSize}&offset={page * PageSize}", cancellationToken) ?? [];
            ids.UnionWith(pipelines.SelectMany(pipeline => pipeline.PipelineEdge ?? []).Select(link => link.EdgeId));
            if (pipelines.Count < PageSize)
                break;
        }

        return ids;
    }

    private async Task<IReadOnlyList<HeadEdge>> ReadEdgesAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var edges = new ConcurrentBag<HeadEdge>();
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancellationToken },
            async (id, token) =>
        {
            if (await GetAsync<HeadEdge>($"edges/{id}", token) is { } edge)
                edges.Add(edge);
        });
        return [.. edges.OrderBy(edge => edge.EdgeId)];
    }

    // Null where Core has no such thing (any more).
    private async Task<T?> GetAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        var address = new Uri($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}user_id={userId}", UriKind.Relative);
        using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound)
            return null;
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<T>(CoreJson.Options, cancellationToken);
    }

    private static Block? ToBlock(HeadBlock block) => GraphJson.ToBlockType(block.BlockType) is not { } type ? null : new Block
    {
        BlockId = block.BlockId,
        Name = block.Name,
        BlockType = type,
        Description = block.Description,
        Filepath = block.Filepath,
    };
}
