using System.Text.Json;
using System.Text.RegularExpressions;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Limits;
using Constellation.Realtime.Engine.Suggestions.OpenApi;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Suggestions.Registry;

/// <summary>What administrators do with the targets. Each method answers, or throws <see cref="RefusedException"/> and has changed nothing.</summary>
internal sealed partial class Registering(TargetRegistry registry, IOptions<TargetOptions> options, ILogger<Registering> logger)
{
    private const int DocumentBytes = 20_000_000;

    /// <summary>Registers a target, or gives the one of that name another schema; from the next turn on models can use it, on every node.</summary>
    /// <exception cref="RefusedException"><c>forbidden</c>; <c>invalid_request</c>, with the places in the schema; <c>conflict</c>: built in, or too many.</exception>
    public async Task<Target> RegisterAsync(Caller caller, string name, string description, JsonElement schema, CancellationToken cancellationToken)
    {
        caller.CheckAdministrator();
        var target = MakeLogged(name, description, schema);
        await StoreAsync([target], cancellationToken);
        Log.Registered(logger, target.Name, target.SchemaVersion);
        return target;
    }

    /// <summary>Removes a target; what was suggested of it stays.</summary>
    /// <exception cref="RefusedException"><c>forbidden</c>; <c>not_found</c>; <c>conflict</c>: built in.</exception>
    public async Task RemoveAsync(Caller caller, string name, CancellationToken cancellationToken)
    {
        caller.CheckAdministrator();
        CheckBuiltIn(name);
        if (!await UseCase.AnswerAsync(() => registry.RemoveAsync(name, null, cancellationToken))) throw RefusedException.NotFound("target");
        Log.Removed(logger, name);
    }

    /// <summary>Registers one target for each operation of an OpenAPI document that takes a JSON object, all at once; nothing is fetched.</summary>
    /// <exception cref="RefusedException"><c>forbidden</c>; <c>invalid_request</c>: no such document; <c>too_large</c>; <c>conflict</c>: too many.</exception>
    public async Task<(ApiImport Import, IReadOnlySet<string> Replaced)> ImportAsync(Caller caller, ReadOnlyMemory<byte> document, string? mediaType, CancellationToken cancellationToken)
    {
        caller.CheckAdministrator();
        if (document.Length > DocumentBytes) throw new RefusedException(ErrorCodes.TooLarge, $"The document is longer than {DocumentBytes} bytes: import it in parts.");
        try
        {
            var import = ApiImport.Read(document.Span, mediaType);
            var replaced = await StoreAsync(import.Targets, cancellationToken);
            foreach (var (fault, operation) in import.Faults) Log.Failed(logger, fault, operation);
            Log.Imported(logger, import.Targets.Count, import.Refused.Count);
            return (import, replaced);
        }
        catch (UnreadableException fault)
        {
            throw new RefusedException(ErrorCodes.InvalidRequest, fault.Message) { Errors = [fault.ToFinding()] };
        }
    }

    /// <summary>The target, not yet registered.</summary>
    /// <exception cref="RefusedException"><c>invalid_request</c>; <c>too_large</c>; <c>conflict</c>: built in.</exception>
    internal static Target Make(string name, string description, JsonElement schema)
    {
        if (!Names().IsMatch(name)) throw RefusedException.Invalid($"A target's name has 1 to {Target.NameChars} of a-z, 0-9, _ and -.");
        CheckBuiltIn(name);
        TextRules.CheckDescription(description);
        if (schema.ValueKind != JsonValueKind.Undefined && System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(schema).Length > Reading.StrictJson.Size)
            throw new RefusedException(ErrorCodes.TooLarge, $"The schema is longer than {Reading.StrictJson.Size} bytes.");
        return Target.Register(name, description, schema, out var findings)
            ?? throw new RefusedException(ErrorCodes.InvalidRequest, "The schema can't be enforced whole.", findings.Fault) { Errors = [.. findings] };
    }

    private Target MakeLogged(string name, string description, JsonElement schema)
    {
        try
        {
            return Make(name, description, schema);
        }
        catch (RefusedException refused) when (refused.InnerException is { } fault)
        {
            Log.Failed(logger, fault, name);
            throw;
        }
    }

    private async Task<IReadOnlySet<string>> StoreAsync(IReadOnlyList<Target> targets, CancellationToken cancellationToken) =>
        await UseCase.AnswerAsync(() => registry.RegisterAsync(targets, options.Value.Most, cancellationToken))
            ?? throw new RefusedException(ErrorCodes.Conflict, $"There may be {options.Value.Most} targets (Targets:Most). Remove some first.");

    private static void CheckBuiltIn(string name)
    {
        if (BuiltInTargets.All.Any(target => target.Name == name)) throw new RefusedException(ErrorCodes.Conflict, $"The target '{name}' is built in.");
    }

    [GeneratedRegex("^[a-z0-9_-]{1,56}\\z")]
    private static partial Regex Names();

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The target {Target} is registered with the schema {SchemaVersion}")]
        internal static partial void Registered(ILogger logger, string target, string schemaVersion);

        [LoggerMessage(LogLevel.Error, "The schema of {Target} could not be read, and is refused")]
        internal static partial void Failed(ILogger logger, Exception fault, string target);

        [LoggerMessage(LogLevel.Information, "The target {Target} is removed")]
        internal static partial void Removed(ILogger logger, string target);

        [LoggerMessage(LogLevel.Information, "An OpenAPI document was imported: {Targets} targets, {Refused} operations refused")]
        internal static partial void Imported(ILogger logger, int targets, int refused);
    }
}
