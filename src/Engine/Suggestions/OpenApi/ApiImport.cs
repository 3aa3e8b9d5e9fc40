using System.Globalization;
using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.Suggestions.OpenApi;

/// <summary>What an OpenAPI document gives: one target for each operation that takes a JSON object, and why the others give none.</summary>
internal sealed record ApiImport
{
    /// <summary>A schema, with all that it refers to, may have so many characters: more is no help to a model.</summary>
    internal const int SchemaChars = 256_000;

    /// <summary>All schemas of one document together.</summary>
    internal const int AllChars = 5_000_000;

    public required IReadOnlyList<Target> Targets { get; init; }

    public required IReadOnlyList<RefusedOperation> Refused { get; init; }

    /// <summary>What nobody foresaw, with the operation that gives no target for it: to be logged.</summary>
    internal IReadOnlyList<(Exception Fault, string Operation)> Faults { get; private init; } = [];

    /// <summary>Reads the document; fetches nothing.</summary>
    /// <param name="mediaType">JSON or YAML; null where it is not known.</param>
    /// <exception cref="UnreadableException">It is no OpenAPI document.</exception>
    public static ApiImport Read(ReadOnlySpan<byte> text, string? mediaType)
    {
        var document = ApiDocument.Of(ApiText.Read(text, mediaType));
        var translation = new SchemaTranslation(document);
        Dictionary<string, (Target? Target, string Operation)> taken = new(StringComparer.Ordinal);
        List<RefusedOperation> refused = [];
        List<(Exception Fault, string Operation)> faults = [];
        var chars = 0L;
        foreach (var operation in ApiOperations.Of(document, (title, fault) => refused.Add(new(title, fault.Pointer, fault.Message))))
        {
            try
            {
                if (BuiltInTargets.All.Any(target => target.Name == operation.Name))
                    throw new UnreadableException(operation.NamePointer, ErrorCodes.Conflict, $"'{operation.Name}' is built in: the operation needs another operationId.");
                if (taken.TryGetValue(operation.Name, out var other))
                    throw new UnreadableException(operation.NamePointer, ErrorCodes.Conflict, $"'{operation.Name}' is the name of {other.Operation} already: the operation needs another operationId.");
                if (chars > AllChars)
                    throw new UnreadableException(operation.Pointer, FindingCodes.TooLarge, "The schemas before it are as many as one document may give: import it in parts.");

                taken.Add(operation.Name, (null, operation.Title));
                var target = Make(document, translation, operation);
                chars += target.Schema.GetRawText().Length;
                taken[operation.Name] = (target, operation.Title);
            }
            catch (UnreadableException fault)
            {
                refused.Add(new(operation.Title, fault.Pointer, fault.Message));
                if (fault.InnerException is { } unforeseen) faults.Add((unforeseen, operation.Title));
            }
        }

        return new() { Targets = [.. taken.Values.Select(entry => entry.Target).OfType<Target>()], Refused = refused, Faults = faults };
    }

    private static Target Make(ApiDocument document, SchemaTranslation translation, ApiOperation operation)
    {
        var schema = translation.Translate(ApiOperations.BodyOf(document, operation.Pointer), SchemaChars);
        if (Target.Register(operation.Name, operation.Description, schema, out var findings) is { } target) return target.For(operation.Title);

        var more = findings.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({findings.Count - 1} more like it)") : "";
        throw new UnreadableException(translation.SourceOf(findings[0].Pointer), findings[0].Code, findings[0].Message + more, findings.Fault);
    }
}

/// <summary>An operation that gives no target.</summary>
/// <param name="Operation">Method and path.</param>
/// <param name="Pointer">What in the document is in the way.</param>
internal sealed record RefusedOperation(string Operation, string Pointer, string Message);
