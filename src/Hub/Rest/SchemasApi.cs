using System.Text.Json;
using System.Text.Json.Serialization;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.OpenApi;
using Constellation.Realtime.Engine.Suggestions.Registry;
using Constellation.Realtime.Hub.Auth;
using Constellation.Realtime.Hub.Wire;
using Microsoft.AspNetCore.Mvc;

namespace Constellation.Realtime.Hub.Rest;

/// <summary>The API schemas that suggestions are made for.</summary>
internal static class SchemasApi
{
    // A text of 1 MB takes up to six bytes a character as JSON, and comes with a schema. What is longer than the engine allows, and within this, is read to its
    // end before it is refused: a caller who is cut off while sending hears no reason.
    private const long BodyBytes = 8_000_000;

    private const long DocumentBytes = 24_000_000;

    public static void MapSchemasApi(this IEndpointRouteBuilder app)
    {
        var schemas = app.MapGroup("/llm/schemas").RequireAuthorization().WithTags("Schemas").TellContentTypeLast();
        schemas.MapGet("/", async (SchemaDesk desk, CancellationToken cancellationToken) =>
            Results.Ok((await desk.ListAsync(cancellationToken)).Select(SchemaBody.Of))).WithSummary("The registered API schemas.")
            .Produces<IReadOnlyList<SchemaBody>>();
        schemas.MapGet("/{name}/", async (string name, SchemaDesk desk, CancellationToken cancellationToken) =>
            Results.Ok(SchemaBody.Of(await desk.FindAsync(name, cancellationToken)))).WithSummary("One of them.")
            .Produces<SchemaBody>();
        schemas.MapPost("/check/", CheckAsync).WithSummary("Tries a text against a schema without registering it.").Produces<CheckedBody>()
            .RequireAuthorization(AuthSetup.Administrator)
            .WithMetadata(new RequestSizeLimitAttribute(BodyBytes));
        schemas.MapPut("/{name}/", RegisterAsync).WithSummary("Registers a target, or gives it another schema.").Produces<SchemaBody>()
            .RequireAuthorization(AuthSetup.Administrator)
            .WithMetadata(new RequestSizeLimitAttribute(BodyBytes));
        schemas.MapDelete("/{name}/", RemoveAsync).WithSummary("Removes a target.").Produces(StatusCodes.Status204NoContent)
            .RequireAuthorization(AuthSetup.Administrator);
        schemas.MapPost("/import/", ImportAsync).WithSummary("Registers a target for each operation of an OpenAPI document, JSON or YAML, that takes a JSON object.")
            .Produces<ImportedBody>().RequireAuthorization(AuthSetup.Administrator)
            .WithMetadata(new RequestSizeLimitAttribute(DocumentBytes));
    }

    private static async Task<IResult> RegisterAsync(string name, RegisterBody body, Registering registering, HttpContext context, CancellationToken cancellationToken) =>
        Results.Ok(SchemaBody.Of(await registering.RegisterAsync(context.User.ToCaller(), name, body.Description, body.Schema, cancellationToken)));

    private static async Task<IResult> RemoveAsync(string name, Registering registering, HttpContext context, CancellationToken cancellationToken)
    {
        await registering.RemoveAsync(context.User.ToCaller(), name, cancellationToken);
        return Results.NoContent();
    }

    private static async Task<IResult> ImportAsync(Registering registering, HttpContext context, CancellationToken cancellationToken)
    {
        using var document = new MemoryStream();
        await context.Request.Body.CopyToAsync(document, cancellationToken);
        var (import, replaced) = await registering.ImportAsync(
            context.User.ToCaller(), document.GetBuffer().AsMemory(0, (int)document.Length), context.Request.ContentType?.Split(';')[0], cancellationToken);
        return Results.Ok(ImportedBody.Of(import, replaced));
    }

    private static async Task<IResult> CheckAsync(CheckBody body, SchemaDesk desk, HttpContext context, CancellationToken cancellationToken) =>
        Results.Ok(CheckedBody.Of(await desk.CheckAsync(context.User.ToCaller(), body.Schema, body.Target, body.Text, cancellationToken)));

    /// <param name="SchemaVersion">By the hash of the schema and the operation.</param>
    /// <param name="Operation">Method and path, where it was imported from an OpenAPI document.</param>
    internal sealed record SchemaBody(string Name, string Description, string SchemaVersion, string? Operation, JsonElement Schema)
    {
        public static SchemaBody Of(Target target) => new(target.Name, target.Description, target.SchemaVersion, target.Operation, target.Schema);
    }

    internal sealed record RegisterBody
    {
        /// <summary>What a suggestion of it is for.</summary>
        public required string Description { get; init; }

        /// <summary>Draft-07 or 2020-12; its root describes an object.</summary>
        [JsonConverter(typeof(UnjudgedJson))]
        public required JsonElement Schema { get; init; }
    }

    /// <param name="Refused">Operations that take a body and gave no target.</param>
    internal sealed record ImportedBody(IReadOnlyList<ImportedTarget> Targets, IReadOnlyList<RefusedOperation> Refused)
    {
        public static ImportedBody Of(ApiImport import, IReadOnlySet<string> replaced) => new(
            [.. import.Targets.Select(target => new ImportedTarget(target.Name, target.Description, target.Operation!, target.SchemaVersion, replaced.Contains(target.Name)))],
            import.Refused);
    }

    /// <param name="Operation">Method and path.</param>
    /// <param name="Replaced">Whether a target of this name had another schema, description or operation before.</param>
    internal sealed record ImportedTarget(string Name, string Description, string Operation, string SchemaVersion, bool Replaced);

    internal sealed record CheckBody
    {
        /// <summary>As a model would write it.</summary>
        public required string Text { get; init; }

        /// <summary>Any JSON Schema, draft-07 or 2020-12.</summary>
        [JsonConverter(typeof(UnjudgedJson))]
        public JsonElement? Schema { get; init; }

        /// <summary>In place of a schema: a registered one, and then the graph is judged too.</summary>
        public string? Target { get; init; }
    }

    /// <param name="Verdict"><c>valid</c>: strict JSON as it stands; <c>repaired</c>: passes after at least one repair; <c>invalid</c>.</param>
    internal sealed record CheckedBody(string Verdict, JsonElement? Value, IReadOnlyList<RepairBody> Repairs, IReadOnlyList<CandidateError> Errors)
    {
        public static CheckedBody Of(Trial trial) =>
            new(trial.Verdict, trial.Value, [.. trial.Repairs.Select(repair => new RepairBody(repair.Code, repair.Pointer))], trial.Errors);
    }

    internal sealed record RepairBody(string Code, string Pointer);
}
