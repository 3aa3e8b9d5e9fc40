using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Hub.Auth;

namespace Constellation.Realtime.Hub.Rest;

/// <summary>The API schemas that suggestions are made for.</summary>
internal static class SchemasApi
{
    // A text of 1 MB takes up to six bytes a character as JSON, and comes with a schema.
    private const long BodyBytes = 8_000_000;

    public static void MapSchemasApi(this IEndpointRouteBuilder app)
    {
        var schemas = app.MapGroup("/llm/schemas").RequireAuthorization().WithTags("Schemas");
        schemas.MapGet("/", async (SchemaDesk desk, CancellationToken cancellationToken) =>
            Results.Ok((await desk.ListAsync(cancellationToken)).Select(SchemaBody.Of))).WithSummary("The registered API schemas.")
            .Produces<IReadOnlyList<SchemaBody>>();
        schemas.MapGet("/{name}/", async (string name, SchemaDesk desk, CancellationToken cancellationToken) =>
            Results.Ok(SchemaBody.Of(await desk.FindAsync(name, cancellationToken)))).WithSummary("One of them.")
            .Produces<SchemaBody>();
        schemas.MapPost("/check/", CheckAsync).WithSummary("Tries a text against a schema without registering it.").Produces<CheckedBody>()
            .RequireAuthorization(AuthSetup.Administrator)
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(BodyBytes));
    }

    private static async Task<IResult> CheckAsync(CheckBody body, SchemaDesk desk, HttpContext context, CancellationToken cancellationToken) =>
        Results.Ok(CheckedBody.Of(await desk.CheckAsync(context.User.ToCaller(), body.Schema, body.Target, body.Text, cancellationToken)));

    /// <param name="SchemaVersion">By the hash of the schema's content.</param>
    internal sealed record SchemaBody(string Name, string Description, string SchemaVersion, JsonElement Schema)
    {
        public static SchemaBody Of(Target target) => new(target.Name, target.Description, target.SchemaVersion, target.Schema);
    }

    /// <param name="Text">As a model would write it.</param>
    /// <param name="Schema">Any JSON Schema, draft-07 or 2020-12.</param>
    /// <param name="Target">In place of a schema: a registered one, and then the graph is judged too.</param>
    internal sealed record CheckBody(string Text, JsonElement? Schema = null, string? Target = null);

    /// <param name="Verdict"><c>valid</c>: strict JSON as it stands; <c>repaired</c>: passes after at least one repair; <c>invalid</c>.</param>
    internal sealed record CheckedBody(string Verdict, JsonElement? Value, IReadOnlyList<RepairBody> Repairs, IReadOnlyList<CandidateError> Errors)
    {
        public static CheckedBody Of(Trial trial) =>
            new(trial.Verdict, trial.Value, [.. trial.Repairs.Select(repair => new RepairBody(repair.Code, repair.Pointer))], trial.Errors);
    }

    internal sealed record RepairBody(string Code, string Pointer);
}
