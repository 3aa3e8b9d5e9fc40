using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>
/// JSON in which untrusted text can't be taken for anything else: no character in it opens a fence, a tag, a chat template's token or a Markdown link, and none is
/// invisible. They are there as JSON's escapes, so the value is the same for whoever parses it.
/// </summary>
internal static class InertJson
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line of JSON.</summary>
    public static string Write(JsonNode json) => Quiet(json.ToJsonString(Options));

    /// <summary>The same JSON text, made inert.</summary>
    public static string Quiet(string json)
    {
        var text = new StringBuilder(json.Length + 16);
        var inString = false;
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            if (inString && c == '\\')
            {
                text.Append(c).Append(json[++i]);
                continue;
            }

            if (c == '"') inString = !inString;
            if (!inString || !IsLoud(json, i)) text.Append(c);
            else text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return text.ToString();
    }

    private static bool IsLoud(string text, int at) => text[at] is '<' or '>' or '`' or '['
        || CharUnicodeInfo.GetUnicodeCategory(text, char.IsLowSurrogate(text[at]) && at > 0 ? at - 1 : at)
            is UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
