using Constellation.Realtime.Engine;
using Constellation.Realtime.Engine.Prompting;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Hub.Auth;

namespace Constellation.Realtime.Hub.Rest;

/// <summary>What was really sent to providers, for administrators.</summary>
internal static class PromptsApi
{
    public static void MapPromptsApi(this IEndpointRouteBuilder app) =>
        app.MapGet("/llm/chat/{sessionId:guid}/turns/{turnId:guid}/prompt/", FindAsync).WithTags("Prompts")
            .WithSummary("What was sent to providers for a turn, as long as it is kept.").Produces<PromptBody>()
            .RequireAuthorization(AuthSetup.Administrator);

    private static async Task<IResult> FindAsync(Guid sessionId, Guid turnId, SentPrompts prompts, HttpContext context)
    {
        try
        {
            return await prompts.FindAsync(sessionId, turnId, context.RequestAborted) is { } kept
                ? Results.Ok(new PromptBody(sessionId, turnId, kept))
                : throw RefusedException.NotFound("kept prompt of this turn");
        }
        catch (StoreUnavailableException)
        {
            throw RefusedException.Unavailable();
        }
    }

    /// <param name="Requests">In the order in which they were sent: one for each tool round and each attempt.</param>
    internal sealed record PromptBody(Guid SessionId, Guid TurnId, IReadOnlyList<KeptPrompt> Requests);
}
