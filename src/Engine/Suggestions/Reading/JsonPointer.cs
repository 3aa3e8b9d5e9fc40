using System.Globalization;
using System.Text.Json;

namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>RFC 6901.</summary>
internal static class JsonPointer
{
    /// <summary>No longer one is told: names may be as long as the text, and there may be many places under one.</summary>
    internal const int Chars = 1_000;

    /// <summary>The pointer of a member, or of an item where there is no name; null where it would be too long to be told.</summary>
    internal static string? Longer(string pointer, string? name, int index)
    {
        if (name?.Length > Chars)
            return null;
        var longer = name is null ? string.Create(CultureInfo.InvariantCulture, $"{pointer}/{index}") : $"{pointer}/{Escape(name)}";
        return longer.Length > Chars ? null : longer;
    }

    internal static string Escape(string token) => token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

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
