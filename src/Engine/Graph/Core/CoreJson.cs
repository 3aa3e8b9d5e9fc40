using System.Text.Json;
using System.Text.Json.Serialization;

namespace Constellation.Realtime.Engine.Graph.Core;

/// <summary>How Core's JSON is read and written, in both dialects.</summary>
internal static class CoreJson
{
    /// <summary>Snake case; what is null is left out; unknown fields are passed over.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
    };
}
