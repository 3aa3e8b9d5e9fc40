using System.Globalization;
using System.Text.Json;

namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>RFC 6901.</summary>
internal static class JsonPointer
{
    /// <summary>The value at this place, or null.</summary>
    internal static JsonElement? Find(JsonElement root, string pointer)
    {
        foreach (var escaped in pointer.Split('/').Skip(1))
        {
            var token = escaped.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(token, out var member))
                root = member;
            else if (root.ValueKind == JsonValueKind.Array && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < root.GetArrayLength())
                root = root[index];
            else
                return null;
        }
        return root;
    }
}
