using System.Text.Json;
using CsCheck;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

/// <summary>Schemas of the keywords that both validators enforce, and values that often pass them.</summary>
internal static class PlainSchemas
{
    private static readonly string[] Names = ["a", "b", "c d", "x"];

    private static readonly Gen<string> Leaf = Gen.OneOf(
        Gen.OneOf<string>("{}", """{"type":"boolean"}""", """{"type":["integer","null"]}""", """{"type":"null"}""", """{"type":["string","array","object"]}"""),
        Gen.OneOf<string>("""{"type":"string","enum":["a","b",""]}""", """{"type":"string","format":"uuid"}""", """{"format":"ipv4"}""", """{"type":"string","format":"ipv6"}"""),
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3]).Select((min, more) => $$"""{"type":"string","minLength":{{min}},"maxLength":{{min + more}}}"""),
        Gen.Select(Gen.Int[-2, 3], Gen.Int[0, 5]).Select((min, more) => $$"""{"type":"integer","minimum":{{min}},"maximum":{{min + more}}}"""),
        Gen.OneOf<string>("""{"type":"number","exclusiveMinimum":0.5,"exclusiveMaximum":4}""", """{"type":"number","multipleOf":0.25}""", """{"minimum":1,"minLength":1}"""));

    internal static readonly Gen<string> Schema = Gen.Recursive<string>((depth, inner) => depth > 3 ? Leaf : Gen.Frequency((1, Leaf), (1, List(inner)), (2, Object(inner)), (1, Either(inner))));

    private static readonly Gen<string> Scalar = Gen.OneOf<string>(
        "null", "true", "0", "1", "2", "-1", "0.5", "0.75", "3.1", "\"\"", "\"a\"", "\"ab\"", "\"abcd\"", "\"é\"", "\"\\n\"", "\"10.0.0.1\"", "\"::1\"", "\"3f2504e0-4f89-11d3-9a0c-0305e82c3301\"");

    internal static readonly Gen<string> Value = Gen.Recursive<string>((depth, inner) => depth > 3 ? Scalar : Gen.Frequency(
        (2, Scalar),
        (1, inner.Array[0, 3].Select(items => $"[{string.Join(",", items)}]")),
        (2, Members(inner, 4))));

    private static Gen<string> List(Gen<string> inner) =>
        Gen.Select(inner, Gen.Int[0, 1], Gen.Int[1, 3]).Select((items, min, max) => $$"""{"type":"array","items":{{items}},"minItems":{{min}},"maxItems":{{max}}}""");

    private static Gen<string> Object(Gen<string> inner) =>
        Gen.Select(Members(inner, 3), Gen.Int[0, 2], Gen.OneOf(Gen.Const("true"), Gen.Const("false"), inner), Gen.Int[0, 1], Gen.Int[1, 3]).Select((properties, required, additional, min, max) =>
            $$"""{"type":"object","properties":{{properties}},"required":{{JsonSerializer.Serialize(Names[..required])}},"additionalProperties":{{additional}},"minProperties":{{min}},"maxProperties":{{max}}}""");

    private static Gen<string> Either(Gen<string> inner) =>
        Gen.Select(inner.Array[1, 3], Gen.OneOf<string>("anyOf", "allOf")).Select((schemas, keyword) => $$"""{"{{keyword}}":[{{string.Join(",", schemas)}}]}""");

    private static Gen<string> Members(Gen<string> inner, int most) =>
        Gen.Select(inner.Array[0, most], Gen.Int[0, 5]).Select((values, shift) =>
            $"{{{string.Join(",", values.Select((value, i) => $"\"{Names[(i + shift) % Names.Length]}\":{value}"))}}}");
}
