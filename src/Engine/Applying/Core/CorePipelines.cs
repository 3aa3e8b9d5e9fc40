using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Applying.Http;
using Constellation.Realtime.Engine.Graph.Core;
using Constellation.Realtime.Engine.Suggestions;

namespace Constellation.Realtime.Engine.Applying.Core;

/// <summary>
/// Pipelines for Core: made in one call, found again by their unique name, verified, and removed where Core does not verify them. The name is what makes it once:
/// whoever goes on after a lost answer first asks whether it is there.
/// </summary>
internal sealed class CorePipelines(CoreApi core, CoreBlocks blocks, TimeProvider time) : ITargetApi
{
    private const int Verifications = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public string Name => "Core";

    public async Task<Attempted> ApplyAsync(ClaimedApplication application, CancellationToken cancellationToken)
    {
        try
        {
            if (application.Now.MadeId is null && await MakeAsync(application, cancellationToken) is { } outcome) return outcome;
            return application.Now.Refusal is null ? await VerifyAsync(application, cancellationToken) : await RemoveAsync(application, cancellationToken);
        }
        catch (NoAnswerException exception)
        {
            return new Attempted.Later(exception.Message);
        }
        catch (UnknownBlockException exception)
        {
            return application.Now.Sends == 0
                ? new Attempted.Failed(ErrorCodes.TargetRefused, $"{exception.Message}. The pipeline was not made; other blocks that Core lacked for it may have been{Made(exception)}.")
                : new Attempted.Failed(
                    ErrorCodes.OutcomeUnknown,
                    $"{exception.Message}. An earlier request for the pipeline was never answered: it may be there as '{Wanted(application.Now).Name}'. "
                        + $"Look there before you try again. Blocks that Core lacked for it may have been made as well{Made(exception)}.");
        }
    }

    /// <summary>Null once Core has it, and its id is noted.</summary>
    private async Task<Attempted?> MakeAsync(ClaimedApplication application, CancellationToken cancellationToken)
    {
        var pipeline = Wanted(application.Now);
        if (await core.FindPipelineAsync(pipeline.UserId, pipeline.Name, cancellationToken) is { } there)
            return application.Now.Sends > 0 && await TakeAsync(application, there, cancellationToken) ? null : Taken(pipeline);

        var graph = application.Now.Suggestion.Graph!;
        var parts = await blocks.ResolveAsync(pipeline.UserId, graph.Blocks, makes: true, cancellationToken);
        var ids = graph.Blocks.Zip(parts).ToDictionary(pair => pair.First.BlockId, pair => pair.Second.BlockId);
        await application.NoteSendingAsync();
        ApiAnswer answer;
        try
        {
            // The edges in the order of the data's flow, from the root on: Core judges from the first one.
            answer = await core.CreatePipelineAsync(
                pipeline.UserId,
                pipeline,
                [.. parts.Select(part => new NewBlock(part.Name, part.BlockType, part.Description, part.Filepath))],
                [.. graph.Edges.Select(edge => new NewEdge(ids[edge.SourceBlockId], ids[edge.TargetBlockId]))],
                cancellationToken);
        }
        catch (NoAnswerException exception) when (!exception.WasSent)
        {
            await application.NoteNotSentAsync();
            throw;
        }

        if (answer is { IsSuccess: false, IsRefusal: false }) return new Attempted.Later(answer.Unclear);
        var made = await core.FindPipelineAsync(pipeline.UserId, pipeline.Name, cancellationToken);
        if (answer.IsSuccess)
        {
            if (made is null) return new Attempted.Later("it lists no such pipeline, though it said that it made it");
            await application.NoteMadeAsync(made.PipelineId.ToString());
            return null;
        }

        // A no to this request says nothing of an earlier one that was never answered.
        if (made is not null) return application.Now.Sends > 1 && await TakeAsync(application, made, cancellationToken) ? null : Taken(pipeline);
        if (application.Now.Sends > 1) return new Attempted.Later(answer.Unclear);
        return new Attempted.Failed(ErrorCodes.TargetRefused, $"Core refused the pipeline: {answer.Told}. It was not made.");
    }

    /// <summary>Whether what Core has is what was asked for, by this user, to the block; then its id is noted.</summary>
    private async Task<bool> TakeAsync(ClaimedApplication application, HeadPipeline there, CancellationToken cancellationToken)
    {
        var (pipeline, graph) = (Wanted(application.Now), application.Now.Suggestion.Graph!);
        if (await core.ReadPipelineAsync(pipeline.UserId, there.PipelineId, cancellationToken) is not { } read) throw new NoAnswerException("its pipeline is gone", wasSent: true);
        var parts = await blocks.ResolveAsync(pipeline.UserId, graph.Blocks, makes: false, cancellationToken);
        var isSame = read.UserId == pipeline.UserId && (read.Description ?? "") == (pipeline.Description ?? "")
            && (read.PipelineBlock ?? []).Select(link => link.BlockId).ToHashSet().SetEquals(parts.Select(part => part.BlockId))
            && (read.PipelineEdge ?? []).Count == graph.Edges.Count;
        if (isSame) await application.NoteMadeAsync(there.PipelineId.ToString());
        return isSame;
    }

    private async Task<Attempted> VerifyAsync(ClaimedApplication application, CancellationToken cancellationToken)
    {
        var (userId, madeId) = (application.Now.UserId, application.Now.MadeId!);
        var fits = application.Now.Suggestion.Warnings?.Any(warning => warning.Code == FindingCodes.CoreRefuses) != true;
        for (var tries = 1; ; tries++)
        {
            var answer = await core.VerifyAsync(userId, madeId, cancellationToken);
            if (answer.IsSuccess) return new Attempted.Applied(new ApplyResult { Api = "core", Id = madeId, Message = answer.Said });
            if (!answer.IsRefusal) return new Attempted.Later(answer.Unclear);

            // It judges from whichever edge its database gives first: what it should take is worth another try.
            if (fits && tries < Verifications)
            {
                await Task.Delay(Pause, time, cancellationToken);
                continue;
            }

            await application.NoteRefusalAsync(answer.Told);
            return await RemoveAsync(application, cancellationToken);
        }
    }

    private async Task<Attempted> RemoveAsync(ClaimedApplication application, CancellationToken cancellationToken)
    {
        var refused = application.Now;
        var answer = await core.DeletePipelineAsync(refused.UserId, refused.MadeId!, cancellationToken);
        if (answer is { IsSuccess: false, IsRefusal: false }) return new Attempted.Later(answer.Unclear);
        var warning = refused.Suggestion.Warnings?.FirstOrDefault(one => one.Code == FindingCodes.CoreRefuses)?.Message;
        var removed = answer.IsSuccess || answer.Status == 404
            ? "It was removed again."
            : $"It could not be removed and is there as {refused.MadeId}: {answer.Told}.";
        return new Attempted.Failed(ErrorCodes.TargetRefused, $"Core made the pipeline and did not verify it: {refused.Refusal}. {removed}{(warning is null ? "" : " " + warning)}");
    }

    private static NewPipeline Wanted(Application application)
    {
        var payload = application.Suggestion.Payload;
        return new NewPipeline(
            payload.GetProperty("name").GetString()!, payload.TryGetProperty("description", out var description) ? description.GetString() : null, application.UserId);
    }

    private static string Made(UnknownBlockException exception) => exception.Made.Length == 0 ? "" : $", {exception.Made} among them";

    private static Attempted.Failed Taken(NewPipeline pipeline) =>
        new(ErrorCodes.Conflict, $"Core has a pipeline named '{pipeline.Name}' already. Nothing was made; another name may do.");
}
