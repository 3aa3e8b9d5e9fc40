using System.Text;
using System.Text.Json.Nodes;

namespace Constellation.Realtime.GateBench.Fuzz;

/// <summary>Does to values and texts what models do to them, and worse.</summary>
internal sealed class Damage(Random random)
{
    private static readonly string[] Tokens =
        ["{", "}", "[", "]", ",", ":", "\"", "'", "\\", "“", "”", "//", "/* c */", "#", "\n", "```", "True", "None", "null", "0", "1e5", ".5", "\\u0041", "\\x41", "a", " ", "\t", "\ud83d\udd25", "NaN"];

    /// <summary>Puts something else in some place of the value.</summary>
    internal JsonNode? Value(JsonNode? value)
    {
        if (random.Next(3) == 0 || value is null)
            return random.Next(8) switch { 0 => null, 1 => "text", 2 => random.Next(50), 3 => true, 4 => new JsonArray(1), 5 => new JsonObject { ["a"] = 1 }, 6 => random.Next(9).ToString(System.Globalization.CultureInfo.InvariantCulture), _ => value?.DeepClone() };
        switch (value)
        {
            case JsonObject { Count: > 0 } members:
                var name = members.ElementAt(random.Next(members.Count)).Key;
                if (random.Next(4) == 0)
                    members.Remove(name);
                else
                    members[name] = Value(members[name]?.DeepClone());
                return members;
            case JsonArray { Count: > 0 } items:
                var index = random.Next(items.Count);
                if (random.Next(4) == 0)
                    items.Add(items[index]?.DeepClone());
                else
                    items[index] = Value(items[index]?.DeepClone());
                return items;
            default:
                return value;
        }
    }

    internal string Text(string json)
    {
        var text = json;
        if (random.Next(4) == 0)
            text = text.Replace('"', random.Next(2) == 0 ? '\'' : '”');
        if (random.Next(6) == 0)
            text = text.Replace("}", ",}", StringComparison.Ordinal).Replace("]", ",]", StringComparison.Ordinal);
        if (random.Next(6) == 0)
            text = text.Replace("true", "True", StringComparison.Ordinal).Replace("null", "None", StringComparison.Ordinal);
        if (random.Next(8) == 0)
            text = System.Text.Json.JsonSerializer.Serialize(text);
        for (var times = random.Next(4); times > 0 && text.Length > 0; times--)
            text = Splice(text);
        if (random.Next(5) == 0)
            text = $"```json\n{text}\n```";
        if (random.Next(5) == 0)
            text = $"Here it is: {text}\nGood?";
        return random.Next(8) == 0 ? text[..random.Next(text.Length + 1)] : text;
    }

    /// <summary>Cuts the text into pieces of any length.</summary>
    internal IEnumerable<string> Pieces(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(random.Next(1, 12), text.Length - at);
            yield return text.Substring(at, length);
            at += length;
        }
    }

    private string Splice(string text)
    {
        var (at, builder) = (random.Next(text.Length), new StringBuilder(text));
        switch (random.Next(4))
        {
            case 0:
                builder.Remove(at, Math.Min(1 + random.Next(2), text.Length - at));
                break;
            case 1:
                builder.Insert(at, Tokens[random.Next(Tokens.Length)]);
                break;
            case 2:
                builder[at] = Tokens[random.Next(Tokens.Length)][0];
                break;
            default:
                var length = Math.Min(random.Next(1, 10), text.Length - at);
                builder.Insert(random.Next(text.Length), text.AsSpan(at, length));
                break;
        }
        return builder.ToString();
    }
}
