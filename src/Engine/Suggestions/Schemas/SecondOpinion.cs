using System.Runtime.InteropServices;
using System.Text.Json;
using NJsonSchema;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>
/// NJsonSchema's word on a value that our own judge has accepted: where it is entitled to one (<see cref="NJsonSchemaScope"/>), both must accept.
/// Asked once, for the final verdict: it takes several times as long as we do. Any number of threads may ask at once.
/// </summary>
internal sealed class SecondOpinion
{
    /// <summary>Schemas times bytes: some 100 ms. Above that it isn't asked.</summary>
    private const long Cost = 20_000_000;

    private readonly JsonSchema _schema;
    private readonly int _schemas;

    private SecondOpinion(JsonSchema schema, int schemas) => (_schema, _schemas) = (schema, schemas);

    /// <summary>Null where NJsonSchema would leave out something of the schema or read it otherwise.</summary>
    /// <param name="schema">One that has passed our own checks: NJsonSchema fetches references and falls over cycles.</param>
    internal static SecondOpinion? Of(JsonElement schema)
    {
        if (!NJsonSchemaScope.CoversSchema(schema, out var schemas))
            return null;
        // Nothing is fetched, so nothing is waited for.
        var reading = JsonSchema.FromJsonAsync(schema.GetRawText());
        return reading.IsCompletedSuccessfully ? new(reading.GetAwaiter().GetResult(), schemas) : null;
    }

    /// <summary>Null where it accepts the value, or has no say in it.</summary>
    internal CandidateError? Refuse(JsonElement value)
    {
        if (_schemas * (long)JsonMarshal.GetRawUtf8Value(value).Length > Cost || !NJsonSchemaScope.CoversValue(value))
            return null;
        return _schema.Validate(value.GetRawText()).FirstOrDefault() is { } error
            ? new() { Pointer = "", Code = FindingCodes.SecondOpinion, Message = $"A second validator refuses what the first accepted: {error.Kind} at '{error.Path}'. This is a fault in one of the two." }
            : null;
    }
}
