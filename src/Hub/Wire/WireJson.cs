using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Constellation.Realtime.Engine.Suggestions.Reading;

namespace Constellation.Realtime.Hub.Wire;

/// <summary>How JSON is written and read: the same rules for both faces, which differ in the case of the names only.</summary>
internal static class WireJson
{
    /// <summary>The hub's: camelCase.</summary>
    internal static JsonSerializerOptions Hub { get; } = Make(JsonNamingPolicy.CamelCase);

    /// <summary>REST's: snake_case.</summary>
    internal static JsonSerializerOptions Rest { get; } = Make(JsonNamingPolicy.SnakeCaseLower);

    /// <summary>For what the hub sends: a newer server may add members, which a client passes over.</summary>
    internal static JsonSerializerOptions HubClient { get; } =
        new(Hub) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    /// <summary>Makes options strict: names exact, nothing unknown, missing, twice, or null against the type; numbers as numbers.</summary>
    internal static void Apply(JsonSerializerOptions options, JsonNamingPolicy names)
    {
        options.PropertyNamingPolicy = names;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.MaxDepth = StrictJson.EnvelopeDepth;
        // The answers are JSON by their content type and never part of an HTML page.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new WireTimeConverter());
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(SentText.Modify);
    }

    private static JsonSerializerOptions Make(JsonNamingPolicy names)
    {
        var options = new JsonSerializerOptions();
        Apply(options, names);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
