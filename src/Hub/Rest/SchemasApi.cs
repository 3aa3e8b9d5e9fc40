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
        schemas.MapGet("/", (SchemaDesk desk) => Results.Ok(desk.List().Select(SchemaBody.Of))).WithSummary("The registered API schemas.")
            .Produces<IReadOnlyList<SchemaBody>>();
        schemas.MapGet("/{name}/", (string name, SchemaDesk desk) => Results.Ok(SchemaBody.Of(desk.Find(name)))).WithSummary("One of them.")
            .Produces<SchemaBody>();
        schemas.MapPost("/check/", CheckAsync).WithSummary("Tries a text against a schema without registering it.").Produces<CheckedBody>()
            .RequireAuthorization(AuthSetup.Administrator)
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(BodyBytes));
    }

    private static IResult CheckAsync(CheckBody body, SchemaDesk desk, HttpContext context) =>
        Results.Ok(CheckedBody.Of(desk.Check(context.User.ToCaller(), body.Schema, body.Target, body.Text)));

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
