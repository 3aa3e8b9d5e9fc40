using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions.Registry;
using Constellation.Realtime.Engine.Suggestions.Schemas;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Suggestions;

/// <summary>The registered targets, to look at and to try.</summary>
internal sealed partial class SchemaDesk(TargetRegistry targets, GraphFeed graph, ILogger<SchemaDesk> logger)
{
    private const int TextBytes = 1_000_000;

    /// <summary>All targets, in a stable order.</summary>
    public async Task<IReadOnlyList<Target>> ListAsync(CancellationToken cancellationToken) => (await NowAsync(cancellationToken)).All;

    /// <summary>The target.</summary>
    /// <exception cref="RefusedException"><c>not_found</c>.</exception>
    public async Task<Target> FindAsync(string name, CancellationToken cancellationToken) =>
        (await NowAsync(cancellationToken)).Find(name) ?? throw RefusedException.NotFound("target");

    /// <summary>Reads and judges a text as if a model had written it; nothing is kept.</summary>
    /// <param name="caller">An administrator.</param>
    /// <param name="schema">Any JSON Schema; or null, and <paramref name="target"/> is given.</param>
    /// <exception cref="RefusedException"><c>forbidden</c>; <c>too_large</c>; <c>invalid_request</c> where the schema can't be enforced, with the places.</exception>
    public async Task<Trial> CheckAsync(Caller caller, JsonElement? schema, string? target, string text, CancellationToken cancellationToken)
    {
        caller.CheckAdministrator();
        if (System.Text.Encoding.UTF8.GetByteCount(text) > TextBytes)
            throw new RefusedException(ErrorCodes.TooLarge, $"The text is longer than {TextBytes} bytes.");
        if (schema is null == target is null) throw RefusedException.Invalid("Give either a schema or a target.");

        if (target is not null)
            return Told(Trial.Of(await FindAsync(target, cancellationToken), text, graph.Current));
        if (CompiledSchema.CompileTrial(schema!.Value, out var findings) is not { } compiled)
        {
            if (findings.Fault is { } fault) Log.NotCompiled(logger, fault);
            throw new RefusedException(ErrorCodes.InvalidRequest, "The schema can't be enforced whole.", findings.Fault) { Errors = [.. findings] };
        }

        return Told(Trial.Of(compiled, text));
    }

    private Task<TargetList> NowAsync(CancellationToken cancellationToken) => UseCase.AnswerAsync(() => targets.NowAsync(cancellationToken));

    private Trial Told(Trial trial)
    {
        if (trial.Errors.FirstOrDefault(error => error.Code == FindingCodes.SecondOpinion) is { } disagreement)
            Log.Disagreed(logger, disagreement.Message);
        if (trial.Fault is { } fault)
            Log.Failed(logger, fault);
        return trial;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The two validators disagree on a text that was tried, which is refused: {Disagreement}")]
        internal static partial void Disagreed(ILogger logger, string disagreement);

        [LoggerMessage(LogLevel.Error, "A schema that was tried could not be read, and is refused.")]
        internal static partial void NotCompiled(ILogger logger, Exception fault);

        [LoggerMessage(LogLevel.Error, "A text that was tried could not be judged, and is refused.")]
        internal static partial void Failed(ILogger logger, Exception fault);
    }
}
