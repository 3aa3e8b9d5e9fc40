using System.Globalization;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Engine.Feedback;
using Constellation.Realtime.Hub.Auth;
using Constellation.Realtime.Hub.Wire;

namespace Constellation.Realtime.Hub.Rest;

/// <summary>What people thought of replies and suggestions, for administrators.</summary>
internal static class FeedbackApi
{
    public static void MapFeedbackApi(this IEndpointRouteBuilder app)
    {
        var feedback = app.MapGroup("/llm/feedback").RequireAuthorization(AuthSetup.Administrator).WithTags("Feedback");
        feedback.MapGet("/export/", ExportAsync).WithSummary("Training data as JSON Lines, without who said it: liked conversations, preference pairs, or all that was judged.")
            .Produces(StatusCodes.Status200OK, contentType: JsonLines.ContentType);
        feedback.MapGet("/summary/", SummarizeAsync).WithSummary("Counts and rates for each week, provider, model and target.").Produces<FeedbackSummary>();
    }

    private static async Task<IResult> ExportAsync(FeedbackDesk desk, HttpContext context)
    {
        var query = new TrainingQuery
        {
            Format = FormatOf(context.Request),
            Since = SinceOf(context.Request),
            WithIngredients = HasIngredients(context.Request),
            Tokens = TokensOf(context.Request),
        };
        return new JsonLines(
            await desk.ExportAsync(context.User.ToCaller(), query, context.RequestAborted), $"feedback-{query.Format.ToString().ToLowerInvariant()}.jsonl");
    }

    private static async Task<IResult> SummarizeAsync(FeedbackDesk desk, HttpContext context) =>
        Results.Ok(await desk.SummarizeAsync(context.User.ToCaller(), SinceOf(context.Request), context.RequestAborted));

    private static TrainingFormat FormatOf(HttpRequest request) => request.Query["format"] switch
    {
        [] or ["chat"] => TrainingFormat.Chat,
        ["preference"] => TrainingFormat.Preference,
        ["judged"] => TrainingFormat.Judged,
        _ => throw RefusedException.Invalid("format is chat, preference or judged."),
    };

    private static bool HasIngredients(HttpRequest request) => request.Query["ingredients"] switch
    {
        [] or ["false"] => false,
        ["true"] => true,
        _ => throw RefusedException.Invalid("ingredients is true or false."),
    };

    private static int TokensOf(HttpRequest request) => request.Query["tokens"] switch
    {
        [] => TrainingQuery.UsualTokens,
        [{ } text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var tokens) && tokens is >= 256 and <= 1_000_000 => tokens,
        _ => throw RefusedException.Invalid("tokens is a number from 256 to 1000000: how many a line may have."),
    };

    private static DateTimeOffset? SinceOf(HttpRequest request) => request.Query["since"] switch
    {
        [] => null,
        [{ } text] when WireTime.TryRead(text, out var since) => since,
        _ => throw RefusedException.Invalid("since is a time such as 2026-05-01T00:00:00Z."),
    };
}
