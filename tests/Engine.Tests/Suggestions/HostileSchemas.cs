using System.Globalization;
using System.Text;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

/// <summary>Schemas, with values, that were made to hurt: cycles, bombs, patterns that explode, remote references, giant numbers, sheer size.</summary>
internal static class HostileSchemas
{
    /// <summary>The same ones for the same count, each kind in turn with growing size.</summary>
    /// <param name="remote">A host, with its port, that the schemas refer to.</param>
    internal static IEnumerable<(string Schema, string Value)> Make(int count, string remote)
    {
        var random = new Random(1);
        for (var i = 0; i < count; i++)
        {
            var (schema, value) = Kinds[i % Kinds.Length](1 + (i / Kinds.Length), random);
            yield return (schema.Replace(Remote, remote, StringComparison.Ordinal), value);
        }
    }

    private const string Remote = "remote.invalid";

    private static readonly Func<int, Random, (string Schema, string Value)>[] Kinds =
    [
        (n, _) => (Chain(n, "{\"$ref\":\"#\"}"), "1"),
        (n, _) => (Chain(n, "{\"type\":\"string\"}"), "1"),
        (n, _) => (Doubling(Math.Min(n, 60), "anyOf", "{\"type\":\"string\"}"), "1"),
        (n, _) => (Doubling(Math.Min(n, 60), "oneOf", "true"), "1"),
        (n, _) => (Doubling(Math.Min(n, 60), "allOf", "true"), "1"),
        (n, _) => ("{\"not\":" + Repeat("{\"not\":", n) + "{\"$ref\":\"#\"}" + Repeat("}", n) + "}", "1"),
        (n, _) => ($"{{\"pattern\":\"{Repeat("(a*)*", n)}b\"}}", $"\"{Repeat("a", Math.Min(n * 1000, 500_000))}\""),
        (n, _) => ($"{{\"pattern\":\"^(a|aa|a?){{{n}}}$\"}}", $"\"{Repeat("a", n)}x\""),
        (n, _) => ($"{{\"pattern\":\"(.*a){{{Math.Min(n, 40)}}}.{{{n}}}$\"}}", $"\"{Repeat("ab", 20_000)}\""),
        (n, _) => ($"{{\"pattern\":\"^{Repeat("(\\\\p{L}|\\\\p{N}|\\\\p{P}|.)*", Math.Min(n, 30))}$\"}}", $"\"{Repeat("é1-", 5_000)}\""),
        (n, _) => ($"{{\"format\":\"regex\"}}", $"\"{Repeat("(", n * 10)}{Repeat("a{1000}", n)}\""),
        (n, _) => ($"{{\"$ref\":\"http://{Remote}/{n}\"}}", "1"),
        (n, _) => ($"{{\"$id\":\"http://{Remote}/{n}/\",\"$ref\":\"other.json#/a\",\"$schema\":\"http://{Remote}/schema\"}}", "1"),
        (n, _) => ($"{{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"properties\":{{\"p{n}\":{{\"$ref\":\"http://{Remote}/{n}#/definitions/a\"}}}}}}", "{}"),
        (n, _) => ($"{{\"$id\":\"http://{Remote}/{n}/\",\"items\":{{\"$dynamicRef\":\"other.json#a\"}}}}", "[1]"),
        (n, _) => ($"{{\"multipleOf\":1e-{n}}}", $"{Repeat("9", Math.Min(n, 999))}"),
        (n, _) => ($"{{\"multipleOf\":{Repeat("7", Math.Min(n, 900))}}}", $"1e{Repeat("9", Math.Min(n, 900))}"),
        (n, _) => ($"{{\"maximum\":1e{Repeat("9", Math.Min(n, 900))},\"const\":1e-{Repeat("8", Math.Min(n, 900))}}}", $"1.{Repeat("0", Math.Min(n, 900))}1"),
        (n, _) => ($"{{\"minLength\":1e{n},\"maxItems\":9{Repeat("9", Math.Min(n, 300))}}}", "\"a\""),
        (n, _) => ("{\"uniqueItems\":true}", $"[{string.Join(",", Enumerable.Range(0, Math.Min(n * 500, 60_000)))}]"),
        (n, _) => ("{\"uniqueItems\":true}", $"[{string.Join(",", Enumerable.Repeat("{\"a\":[1,2,3]}", Math.Min(n * 500, 20_000)))}]"),
        (n, _) => ($"{{\"contains\":{{\"contains\":{{\"contains\":{{\"const\":{n}}}}}}}}}", Repeat("[", 20) + string.Join(",", Enumerable.Repeat("[[1],[2]]", n * 50)) + Repeat("]", 20)),
        (n, _) => ($"{{\"properties\":{{{string.Join(",", Enumerable.Range(0, Math.Min(n * 100, 12_000)).Select(i => $"\"p{i}\":{{\"type\":\"integer\"}}"))}}}}}", "{\"p1\":\"x\"}"),
        (n, _) => ($"{{\"enum\":[{string.Join(",", Enumerable.Range(0, Math.Min(n * 500, 50_000)).Select(i => $"\"e{i}\""))}]}}", "\"none\""),
        (n, _) => ($"{{\"patternProperties\":{{{string.Join(",", Enumerable.Range(0, Math.Min(n * 10, 200)).Select(i => $"\"^(a|b)*{i}$\":true"))}}}}}", $"{{{string.Join(",", Enumerable.Range(0, 200).Select(i => $"\"{Repeat("ab", 20)}{i}\":1"))}}}"),
        (n, _) => ($"{{\"$defs\":{{\"a\":{{\"$dynamicAnchor\":\"x\",\"anyOf\":[{{\"$dynamicRef\":\"#x\"}}]}}}},\"$dynamicAnchor\":\"x\",\"properties\":{{\"a\":{{\"$dynamicRef\":\"#x\"}}}},\"$ref\":\"#/$defs/a\",\"minLength\":{n}}}", "{}"),
        (n, _) => ("{\"properties\":{\"a\":{\"anyOf\":[" + string.Join(",", Enumerable.Repeat("{\"$ref\":\"#\"}", Math.Min(n, 20))) + "]}},\"required\":[\"z\"]}", Nested(30)),
        (n, _) => ("{\"unevaluatedProperties\":false,\"anyOf\":[" + string.Join(",", Enumerable.Range(0, Math.Min(n * 5, 300)).Select(i => $"{{\"properties\":{{\"p{i}\":true}}}}")) + "]}", $"{{{string.Join(",", Enumerable.Range(0, 300).Select(i => $"\"p{i}\":1"))}}}"),
        (n, random) => (Noise(random, n), "{}"),
        (n, _) => ($"{{\"properties\":{{\"{Repeat("n", Math.Min(n * 10_000, 300_000))}\":{{\"properties\":{{{string.Join(",", Enumerable.Range(0, Math.Min(n * 100, 5_000)).Select(i => $"\"a{i}\":{{}}"))}}}}}}}}}", "{}"),
        (n, _) => ($"{{\"$id\":\"http://a.example/{Repeat("b", Math.Min(n * 2_000, 60_000))}/\",\"$defs\":{{{string.Join(",", Enumerable.Range(0, Math.Min(n * 100, 4_500)).Select(i => $"\"d{i}\":{{\"$id\":\"x{i}\"}}"))}}}}}", "{}"),
        (n, _) => (Dynamic(Math.Min(n * 150, 4_500)), "{}"),
        (n, _) => ($"{{\"allOf\":[{string.Join(",", Enumerable.Range(0, Math.Min(n * 150, 4_500)).Select(i => $"{{\"required\":[\"k{i}\"]}}"))}]}}", $"{{{string.Join(",", Enumerable.Range(0, Math.Min(n * 3_000, 80_000)).Select(i => $"\"k{i}\":1"))}}}"),
        (n, _) => ($"{{\"$id\":\"{Repeat("../", n)}x\",\"$anchor\":\"{Repeat("a", n)}\",\"$ref\":\"#{Repeat("%41", n)}\"}}", "1"),
        (n, _) => (Repeat("{\"items\":", Math.Min(4 * n, 99)) + "{}" + Repeat("}", Math.Min(4 * n, 99)), Repeat("[", 31) + Repeat("]", 31)),
        (n, _) => ("{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}", "{\"properties\":{" + string.Join(",", Enumerable.Range(0, Math.Min(n * 20, 2_000)).Select(i => $"\"p{i}\":{{\"items\":{{\"not\":{{}}}}}}")) + "}}"),
    ];

    private static string Chain(int length, string end)
    {
        var text = new StringBuilder("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
        for (var i = 0; i < length; i++)
            text.Append(CultureInfo.InvariantCulture, $"\"d{i}\":{{\"$ref\":\"#/$defs/d{i + 1}\"}},");
        return text.Append(CultureInfo.InvariantCulture, $"\"d{length}\":{end}}}}}").ToString();
    }

    private static string Doubling(int length, string keyword, string end)
    {
        var text = new StringBuilder("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
        for (var i = 0; i < length; i++)
            text.Append(CultureInfo.InvariantCulture, $"\"d{i}\":{{\"{keyword}\":[{{\"$ref\":\"#/$defs/d{i + 1}\"}},{{\"$ref\":\"#/$defs/d{i + 1}\"}}]}},");
        return text.Append(CultureInfo.InvariantCulture, $"\"d{length}\":{end}}}}}").ToString();
    }

    /// <summary>So many dynamic references, each of which may lead into each of so many resources.</summary>
    internal static string Dynamic(int count)
    {
        var all = Enumerable.Range(0, count).Select(i => $"\"r{i}\":{{\"$id\":\"r{i}\",\"$dynamicAnchor\":\"x\"}},\"q{i}\":{{\"$dynamicRef\":\"r0#x\"}}");
        var used = Enumerable.Range(0, Math.Min(count, 900)).Select(i => $"\"p{i}\":{{\"$ref\":\"#/$defs/q{i}\"}}");
        return $"{{\"$defs\":{{{string.Join(",", all)}}},\"properties\":{{{string.Join(",", used)}}}}}";
    }

    private static string Nested(int depth) => Repeat("{\"a\":", depth) + "1" + Repeat("}", depth);

    private static string Noise(Random random, int n)
    {
        string[] keywords = ["type", "items", "$ref", "$id", "$anchor", "pattern", "enum", "const", "allOf", "not", "if", "properties", "required", "minimum", "$schema", "format", "$dynamicRef", "dependencies",
            "multipleOf", "minLength", "maxItems", "uniqueItems", "minProperties", "contains", "patternProperties", "additionalProperties", "propertyNames", "additionalItems", "definitions"];
        string[] values = ["1", "-1", "\"#\"", "\"\"", "[]", "{}", "null", "[[]]", "true", "\"string\"", "[\"a\"]", "{\"a\":{\"$ref\":\"#\"}}", "1e999", "\"\\u0000\"", "\"#/%zz\"", "\"urn:x\"", "\"http://[\"",
            "0", "1.5", "\"Integer\"", "{\"a\":{\"type\":5}}", "\"#/$defs/a\""];
        var noise = $"{{{string.Join(",", Enumerable.Range(0, 1 + (n % 6)).Select(_ => keywords[random.Next(keywords.Length)]).Distinct().Select(keyword => $"\"{keyword}\":{values[random.Next(values.Length)]}"))}}}";
        return (n % 3) switch
        {
            0 => noise,
            1 => $"{{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"properties\":{{\"a\":{{\"$ref\":\"#/$defs/a\"}}}},\"$defs\":{{\"a\":{noise}}}}}",
            _ => Repeat("{\"items\":", Math.Min(n, 95)) + noise + Repeat("}", Math.Min(n, 95)),
        };
    }

    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();
}
