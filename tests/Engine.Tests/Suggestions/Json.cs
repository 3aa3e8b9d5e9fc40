using System.Globalization;
using System.Text;
using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions.Schemas;
using CsCheck;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

/// <summary>JSON texts of any shape.</summary>
internal static class Json
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char["abc \"\\/{}[]:,'`#\n\t\r“”é\u2028\u0000🔥"[..26]], 0, 12],
        Gen.OneOf<string>("```json", "// no", "True", "a \"b\", \"c\": d", "}", "\\u0041", "🔥", "'", "```\n{}\n```\n"));

    private static readonly Gen<string> Scalar = Gen.OneOf(
        Text.Select(text => JsonSerializer.Serialize(text)),
        Text.Select(text => JsonSerializer.Serialize(text, Relaxed)),
        Gen.Int.Select(number => number.ToString(CultureInfo.InvariantCulture)),
        Gen.OneOf<string>("0", "-0", "1.50", "1e3", "-2.5E-7", "12345678901234567890", "true", "false", "null", "\"\""));

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Any value, its text with any white space between tokens.</summary>
    internal static readonly Gen<string> Value = Gen.Recursive<string>((depth, inner) => depth > 4 ? Scalar : Gen.Frequency((2, Scalar), (3, Container(inner))));

    /// <summary>An object or a list.</summary>
    internal static readonly Gen<string> Structure = Container(Value);

    private static Gen<string> Container(Gen<string> inner) => Gen.OneOf(
        Gen.Select(inner.Array[0, 5], Space).Select((items, space) => $"[{space}{string.Join($"{space},{space}", items)}{space}]"),
        Gen.Select(Gen.Select(Text, inner).Array[0, 5], Space).Select((members, space) => Object(members, space)));

    private static Gen<string> Space => Gen.OneOf<string>("", "", " ", "\n  ", "\r\n\t");

    private static string Object((string Name, string Value)[] members, string space)
    {
        var text = new StringBuilder("{");
        // As written, for halves of a pair that differ are written alike.
        foreach (var (name, value) in members.Select(member => (JsonSerializer.Serialize(member.Name), member.Value)).DistinctBy(member => member.Item1))
            text.Append(text.Length > 1 ? "," : "").Append(space).Append(name).Append(space).Append(':').Append(space).Append(value);
        return text.Append(space).Append('}').ToString();
    }

    /// <summary>The text in pieces of these lengths, over and over.</summary>
    internal static IEnumerable<string> Pieces(string whole, int[] lengths)
    {
        for (var (at, i) = (0, 0); at < whole.Length; i++)
        {
            var length = Math.Min(lengths[i % lengths.Length], whole.Length - at);
            yield return whole.Substring(at, length);
            at += length;
        }
    }

    internal static readonly Gen<int[]> Cuts = Gen.Int[1, 9].Array[1, 30];

    /// <summary>Whether all that is in the first is in the second, in the same order, and nothing stands between.</summary>
    internal static bool Begins(JsonElement begun, JsonElement whole)
    {
        if (begun.ValueKind != whole.ValueKind)
            return false;
        switch (begun.ValueKind)
        {
            case JsonValueKind.Object:
                var (left, right) = (begun.EnumerateObject().ToArray(), whole.EnumerateObject().ToArray());
                return left.Length <= right.Length && left.Zip(right).All(pair => pair.First.Name == pair.Second.Name && Begins(pair.First.Value, pair.Second.Value));
            case JsonValueKind.Array:
                return begun.GetArrayLength() <= whole.GetArrayLength() && begun.EnumerateArray().Zip(whole.EnumerateArray()).All(pair => Begins(pair.First, pair.Second));
            default:
                return JsonEquality.Canonical(begun) == JsonEquality.Canonical(whole);
        }
    }
}
