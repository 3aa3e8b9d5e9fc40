using System.Runtime.InteropServices;
using System.Text.Json;

namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>
/// Looks for what the parser lets pass: names that are there twice, half surrogate pairs in escapes, numbers without end. It makes nothing, so that texts with
/// nothing of the kind, which are nearly all, cost next to nothing; where it says yes, <see cref="StrictJson"/> looks closer.
/// </summary>
internal static class HiddenWrongs
{
    /// <summary>Larger objects get a set.</summary>
    private const int Compared = 16;

    /// <summary>Whether there may be some; false is for sure.</summary>
    internal static bool MayBeIn(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                if (value.GetPropertyCount() > Compared ? InLarge(value) : InSmall(value))
                    return true;
                foreach (var property in value.EnumerateObject())
                {
                    if (MayBeIn(property.Value))
                        return true;
                }
                return false;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (MayBeIn(item))
                        return true;
                }
                return false;
            case JsonValueKind.String:
                return StrictJson.IsBroken(JsonMarshal.GetRawUtf8Value(value));
            case JsonValueKind.Number:
                return JsonMarshal.GetRawUtf8Value(value).Length > StrictJson.NumberChars;
            default:
                return false;
        }
    }

    private static bool InSmall(JsonElement value)
    {
        var count = 0;
        foreach (var property in value.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(property);
            if (name.Contains((byte)'\\'))
                return true;
            var place = 0;
            foreach (var earlier in value.EnumerateObject())
            {
                if (place++ == count)
                    break;
                if (name.SequenceEqual(JsonMarshal.GetRawUtf8PropertyName(earlier)))
                    return true;
            }
            count++;
        }
        return false;
    }

    private static bool InLarge(JsonElement value)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            if (JsonMarshal.GetRawUtf8PropertyName(property).Contains((byte)'\\') || !names.Add(property.Name))
                return true;
        }
        return false;
    }
}
