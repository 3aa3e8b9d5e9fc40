using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions.Schemas;

namespace Constellation.Realtime.Engine.Suggestions;

/// <summary>Tries what kinds of values a schema takes at its root.</summary>
internal static class RootTypes
{
    private static readonly JsonElement[] Others = [.. "null|true|0|\"\"|[]|1.5|\"a\"".Split('|').Select(text => JsonElement.Parse(text))];

    /// <summary>A call's arguments are an object, always; a schema that takes anything else describes something else.</summary>
    internal static bool AllowsMoreThanObjects(CompiledSchema schema) => Others.Any(schema.Accepts);
}
