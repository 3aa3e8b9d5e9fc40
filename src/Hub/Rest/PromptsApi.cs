using Constellation.Realtime.Engine.Prompting;
using Constellation.Realtime.Hub.Auth;

namespace Constellation.Realtime.Hub.Rest;

/// <summary>What was really sent to providers, for administrators.</summary>
internal static class PromptsApi
{
    public static void MapPromptsApi(this IEndpointRouteBuilder app) =>
        app.MapGet("/llm/chat/{sessionId:guid}/turns/{turnId:guid}/prompt/", FindAsync).WithTags("Prompts")
            .WithSummary("What was sent to providers for a turn, as long as it is kept.").Produces<PromptBody>()
            .RequireAuthorization(AuthSetup.Administrator);

    private static async Task<IResult> FindAsync(Guid sessionId, Guid turnId, SentPrompts prompts, HttpContext context) =>
        Results.Ok(new PromptBody(sessionId, turnId, await prompts.FindAsync(context.User.ToCaller(), sessionId, turnId, context.RequestAborted)));

    /// <param name="Requests">In the order in which they were sent: one for each tool round and each attempt.</param>
    internal sealed record PromptBody(Guid SessionId, Guid TurnId, IReadOnlyList<KeptPrompt> Requests);
}
