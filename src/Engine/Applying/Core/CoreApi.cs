using System.Text.Json;
using Constellation.Realtime.Engine.Applying.Http;
using Constellation.Realtime.Engine.Graph.Core;

namespace Constellation.Realtime.Engine.Applying.Core;

/// <summary>
/// The calls of Constellation's Core API (December 2024) that applying needs. It answers a creation without an id and a failure without a reason, its lists have
/// no order, and whom a call is for stands in the query.
/// </summary>
internal sealed class CoreApi(Outgoing outgoing, Destination core)
{
    private const int AnswerBytes = 1_000_000;
    private const int ListBytes = 64_000_000;
    private const int FirstPage = 200;
    private const int LastPage = 200_000;

    public async Task<IReadOnlyList<HeadBlock>> ListBlocksAsync(Guid userId, CancellationToken cancellationToken) =>

        // The slash before the query matters: without it Core takes the path for a block's id.
        await ReadAsync<List<HeadBlock>>("blocks/get-all-blocks/", userId, ListBytes, cancellationToken) ?? throw NoList();

    /// <summary>The pipeline of this name, whoever's it is; null where there is none.</summary>
    public async Task<HeadPipeline?> FindPipelineAsync(Guid userId, string name, CancellationToken cancellationToken)
    {
        // Pages without an order may miss what moves between them. One page that is not full is the whole list.
        for (var limit = FirstPage; limit <= LastPage; limit *= 10)
        {
            var page = await ReadAsync<List<HeadPipeline>>($"pipelines/?limit={limit}&offset=0", userId, ListBytes, cancellationToken) ?? throw NoList();
            if (page.Find(pipeline => pipeline.Name == name) is { } found) return found;
            if (page.Count < limit) return null;
        }

        throw new NoAnswerException("it has more pipelines than can be looked through", wasSent: false);
    }

    /// <summary>The pipeline with its blocks and edges; null where there is none.</summary>
    public Task<HeadPipeline?> ReadPipelineAsync(Guid userId, Guid pipelineId, CancellationToken cancellationToken) =>
        ReadAsync<HeadPipeline>($"pipelines/{pipelineId}", userId, AnswerBytes, cancellationToken);

    public Task<ApiAnswer> CreateBlockAsync(Guid userId, NewBlock block, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "blocks/", userId, Body(new { block }), cancellationToken);

    public Task<ApiAnswer> CreateEdgeAsync(Guid userId, NewEdge edge, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "edges/", userId, Body(edge), cancellationToken);

    /// <summary>In one transaction of Core's: the pipeline, links to the blocks by their names, and a new edge for each one given.</summary>
    public Task<ApiAnswer> CreatePipelineAsync(
        Guid userId, NewPipeline pipeline, IReadOnlyList<NewBlock> blocks, IReadOnlyList<NewEdge> edges, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "pipelines/with-dependencies/", userId, Body(new { pipeline, blocks, edges }), cancellationToken);

    public Task<ApiAnswer> VerifyAsync(Guid userId, string pipelineId, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"pipelines/verify/{pipelineId}", userId, null, cancellationToken);

    /// <summary>Removes the pipeline and its links. Never the other route of Core's, with dependencies: it deletes blocks that everybody shares.</summary>
    public Task<ApiAnswer> DeletePipelineAsync(Guid userId, string pipelineId, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"pipelines/{pipelineId}", userId, null, cancellationToken);

    private static ReadOnlyMemory<byte> Body<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, CoreJson.Options);

    private static NoAnswerException NoList() => new("it gave no list", wasSent: false);

    /// <exception cref="NoAnswerException">Also where the answer is not what Core gives.</exception>
    private async Task<T?> ReadAsync<T>(string path, Guid userId, int mostBytes, CancellationToken cancellationToken)
        where T : class
    {
        var answer = await outgoing.SendAsync(HttpMethod.Get, core, For(path, userId), null, mostBytes, cancellationToken);
        if (answer.Status == 404) return null;
        if (!answer.IsSuccess) throw new NoAnswerException($"it answered {answer.Told}", wasSent: false);
        try
        {
            return JsonSerializer.Deserialize<T>(answer.Text ?? throw new NoAnswerException("its answer was too long or broke off", wasSent: false), CoreJson.Options);
        }
        catch (JsonException exception)
        {
            throw new NoAnswerException("its answer could not be read", wasSent: false, exception);
        }
    }

    private Task<ApiAnswer> SendAsync(HttpMethod method, string path, Guid userId, ReadOnlyMemory<byte>? json, CancellationToken cancellationToken) =>
        outgoing.SendAsync(method, core, For(path, userId), json, AnswerBytes, cancellationToken);

    private static string For(string path, Guid userId) => $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}user_id={userId}";
}

/// <summary>A block as Core takes it: <c>BlockBasicInfo</c>.</summary>
internal sealed record NewBlock(string Name, string BlockType, string? Description, string? Filepath);

/// <summary>An edge as Core takes it: <c>EdgeBasicInfo</c>.</summary>
internal sealed record NewEdge(Guid SourceBlockId, Guid TargetBlockId);

/// <summary>A pipeline as Core takes it: <c>PipelineBasicInfo</c>.</summary>
internal sealed record NewPipeline(string Name, string? Description, Guid UserId);
