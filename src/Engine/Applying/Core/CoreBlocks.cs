using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Applying.Http;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Graph.Core;

namespace Constellation.Realtime.Engine.Applying.Core;

/// <summary>New blocks for Core's catalogue, and the ones that a suggestion is made of. A block's name is unique there: it is what makes its creation once.</summary>
internal sealed class CoreBlocks(CoreApi core, GraphFeed graph) : ITargetApi
{
    public string Name => "Core";

    public async Task<Attempted> ApplyAsync(ClaimedApplication application, CancellationToken cancellationToken)
    {
        var (userId, payload) = (application.Now.UserId, application.Now.Suggestion.Payload);
        var description = payload.TryGetProperty("description", out var text) ? text.GetString() : null;
        var block = new NewBlock(payload.GetProperty("name").GetString()!, payload.GetProperty("block_type").GetString()!, description, Filepath: null);
        try
        {
            if (await FindAsync(userId, block.Name, cancellationToken) is { } there) return Made(there, block, isMine: application.Now.Sends > 0);

            var answer = await SendAsync(application, block, cancellationToken);
            if (answer is { IsSuccess: false, IsRefusal: false }) return new Attempted.Later(answer.Unclear);
            var made = await FindAsync(userId, block.Name, cancellationToken);
            if (answer.IsSuccess) return made is null ? new Attempted.Later("it lists no such block") : Made(made, block, isMine: true);
            if (application.Now.Sends > 1) return made is null ? new Attempted.Later(answer.Unclear) : Made(made, block, isMine: true);
            return new Attempted.Failed(ErrorCodes.TargetRefused, $"Core refused the block: {answer.Told}. Nothing was made.");
        }
        catch (NoAnswerException exception)
        {
            return new Attempted.Later(exception.Message);
        }
    }

    /// <summary>Core's own blocks for those of a graph, in its order: by id, else by name. With <paramref name="makes"/>, those that Core lacks are made first.</summary>
    /// <exception cref="NoAnswerException">Core did not answer, or neither with yes nor with no; it is safe to call this again.</exception>
    /// <exception cref="UnknownBlockException">Core has no such block, or refuses it.</exception>
    public async Task<IReadOnlyList<HeadBlock>> ResolveAsync(Guid userId, IReadOnlyList<GraphBlock> blocks, bool makes, CancellationToken cancellationToken)
    {
        var known = await core.ListBlocksAsync(userId, cancellationToken);
        var missing = blocks.Where(block => Find(known, block) is null).ToList();
        if (missing.Count > 0 && makes)
        {
            var answers = new Dictionary<Guid, ApiAnswer>();
            foreach (var block in missing)
            {
                // A name is unique, so a block can't come twice of this, whoever else makes it now.
                answers[block.BlockId] = await core.CreateBlockAsync(
                    userId, new NewBlock(block.Name, block.BlockType, block.Description, graph.Current.Find(block.BlockId)?.Filepath), cancellationToken);
            }

            known = await core.ListBlocksAsync(userId, cancellationToken);
            if (missing.Find(block => Find(known, block) is null) is { } left) throw Unmade(left, answers[left.BlockId], missing.Where(block => Find(known, block) is not null));
        }

        return [.. blocks.Select(block => Find(known, block) ?? throw new UnknownBlockException($"Core has no block '{block.Name}'"))];
    }

    private static Exception Unmade(GraphBlock block, ApiAnswer answer, IEnumerable<GraphBlock> made)
    {
        if (!answer.IsRefusal) return new NoAnswerException($"for the block '{block.Name}' {answer.Unclear}", wasSent: true);
        var names = string.Join(", ", made.Select(one => $"'{one.Name}'"));
        return new UnknownBlockException($"Core has no block '{block.Name}' and refused to make it: {answer.Told}", names);
    }

    private async Task<ApiAnswer> SendAsync(ClaimedApplication application, NewBlock block, CancellationToken cancellationToken)
    {
        await application.NoteSendingAsync();
        try
        {
            return await core.CreateBlockAsync(application.Now.UserId, block, cancellationToken);
        }
        catch (NoAnswerException exception) when (!exception.WasSent)
        {
            await application.NoteNotSentAsync();
            throw;
        }
    }

    private static HeadBlock? Find(IReadOnlyList<HeadBlock> known, GraphBlock block)
    {
        var found = known.FirstOrDefault(one => one.BlockId == block.BlockId) ?? known.FirstOrDefault(one => one.Name == block.Name);
        return found is null || GraphJson.ToBlockType(found.BlockType) == GraphJson.ToBlockType(block.BlockType)
            ? found
            : throw new UnknownBlockException($"Core's block '{found.Name}' is of the kind {found.BlockType}, not {block.BlockType}");
    }

    private async Task<HeadBlock?> FindAsync(Guid userId, string name, CancellationToken cancellationToken) =>
        (await core.ListBlocksAsync(userId, cancellationToken)).FirstOrDefault(block => block.Name == name);

    private static Attempted Made(HeadBlock there, NewBlock block, bool isMine) =>
        isMine && there.BlockType == block.BlockType && (there.Description ?? "") == (block.Description ?? "")
            ? new Attempted.Applied(new ApplyResult { Api = "core", Id = there.BlockId.ToString(), Message = $"Core has the block '{there.Name}'." })
            : new Attempted.Failed(ErrorCodes.Conflict, $"Core has a block named '{there.Name}' already. Nothing was made; another name may do.");
}

/// <summary>Core lacks a block that is needed. Caught where the application's outcome is decided.</summary>
/// <param name="message">Which one, and why; without a full stop.</param>
/// <param name="made">The names of the blocks that Core was given for the same graph all the same; empty where there is none.</param>
internal sealed class UnknownBlockException(string message, string made = "") : Exception(message)
{
    public string Made => made;
}
