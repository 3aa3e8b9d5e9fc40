namespace Constellation.Realtime.Hub.Tests.Repairing;

/// <summary>For each keyword of a schema what breaks it in <see cref="Payloads.Site"/>, and where.</summary>
internal static class KeywordFaults
{
    internal static readonly (string Keyword, string From, string To, string Pointer)[] All =
    [
        ("type", "\"active\":true", "\"active\":7", "/active"),
        ("type of two", "\"note\":null", "\"note\":[]", "/note"),
        ("minLength", "\"Alpha\"", "\"A\"", "/name"),
        ("maxLength", "\"Alpha\"", "\"Alphabetagamma\"", "/name"),
        ("pattern", "\"Alpha\"", "\"alpha\"", "/name"),
        ("enum", "\"Station\"", "\"Ship\"", "/kind"),
        ("minimum", "120.5", "-1", "/height"),
        ("maximum", "120.5", "9999", "/height"),
        ("exclusiveMinimum", ":0.5", ":0", "/share"),
        ("exclusiveMaximum", ":0.5", ":1", "/share"),
        ("multipleOf", "\"step\":10", "\"step\":11", "/step"),
        ("items", "[\"a\",\"b\"]", "[\"a\",{}]", "/tags/1"),
        ("$ref", "[\"a\",\"b\"]", "[\"a\",\"\"]", "/tags/1"),
        ("minItems", "[\"a\",\"b\"]", "[]", "/tags"),
        ("maxItems", "[\"a\",\"b\"]", "[\"a\",\"b\",\"c\",\"d\"]", "/tags"),
        ("uniqueItems", "[\"a\",\"b\"]", "[\"a\",\"a\"]", "/tags/1"),
        ("prefixItems", "[1.5,2]", "[{},2]", "/place/0"),
        ("items beyond prefixItems", "[1.5,2]", "[1.5,2,3]", "/place/2"),
        ("contains", "[\"red\"]", "[\"blue\"]", "/bands"),
        ("maxContains", "[\"red\"]", "[\"red\",\"red\"]", "/bands"),
        ("format", "2026-03-01", "2026-02-30", "/day"),
        ("const", "\"version\":2", "\"version\":3", "/version"),
        ("propertyNames", "{\"xn\":1}", "{\"y\":1}", "/extra/y"),
        ("minProperties", "{\"xn\":1}", "{}", "/extra"),
        ("maxProperties", "{\"xn\":1}", "{\"xn\":1,\"xa\":2,\"xb\":3}", "/extra"),
        ("patternProperties", "{\"xn\":1}", "{\"xn\":[]}", "/extra/xn"),
        ("anyOf", "\"abc\"", "\"abcd\"", "/either"),
        ("oneOf", "\"one\":9", "\"one\":15", "/one"),
        ("allOf", "\"other\":7", "\"other\":{}", "/other"),
        ("not", "\"other\":7", "\"other\":13", "/other"),
        ("required", "\"name\":\"Alpha\",", "", ""),
        ("dependentRequired", "\"step\":10,", "", ""),
        ("dependentSchemas", "\"active\":true,", "", ""),
        ("if and then", "\"Station\",\"height\":120.5,\"share\":0.5,\"step\":10,\"active\":true,\"note\":null,\"tags\":[\"a\",\"b\"]", "\"Buoy\"", ""),
        ("unevaluatedProperties", "\"other\":7", "\"other\":7,\"colour\":\"red\"", "/colour"),
    ];
}
