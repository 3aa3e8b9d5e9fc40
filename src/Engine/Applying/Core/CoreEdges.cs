using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Applying.Http;

namespace Constellation.Realtime.Engine.Applying.Core;

/// <summary>
/// New edges for Core's catalogue. Core takes no type with one, gives no id back, lists none, and takes the same pair as often as it comes: so a request is sent once.
/// </summary>
internal sealed class CoreEdges(CoreApi core, CoreBlocks blocks) : ITargetApi
{
    public string Name => "Core";

    public async Task<Attempted> ApplyAsync(ClaimedApplication application, CancellationToken cancellationToken)
    {
        if (application.Now.Suggestion.Graph is not { Blocks: { Count: 2 } ends, Edges: [var drawn] })
            return new Attempted.Failed(ErrorCodes.TargetRefused, "This edge has no two ends.");
        NewEdge edge;
        try
        {
            var known = await blocks.ResolveAsync(application.Now.UserId, ends, makes: false, cancellationToken);
            var ids = ends.Zip(known).ToDictionary(pair => pair.First.BlockId, pair => pair.Second.BlockId);
            edge = new NewEdge(ids[drawn.SourceBlockId], ids[drawn.TargetBlockId]);
        }
        catch (NoAnswerException exception)
        {
            return new Attempted.Later(exception.Message);
        }
        catch (UnknownBlockException exception)
        {
            return new Attempted.Failed(ErrorCodes.TargetRefused, $"{exception.Message}. Nothing was made.");
        }

        return await SendOnce.SendAsync(
            application, Name, mayRepeat: false, () => core.CreateEdgeAsync(application.Now.UserId, edge, cancellationToken),
            answer => answer.IsSuccess ? new ApplyResult { Api = "core", Message = "Core has the edge." } : null);
    }
}
