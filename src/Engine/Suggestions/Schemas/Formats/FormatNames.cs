using System.Collections.Frozen;

namespace Constellation.Realtime.Engine.Suggestions.Schemas.Formats;

/// <summary>The formats that are asserted. What is not here can't be, but for those that say nothing of the value.</summary>
internal static class FormatNames
{
    private static readonly FrozenDictionary<string, Func<ReadOnlySpan<char>, bool>> OfStrings = new Dictionary<string, Func<ReadOnlySpan<char>, bool>>
    {
        ["date-time"] = TimeFormats.IsDateTime,
        ["date"] = TimeFormats.IsDate,
        ["time"] = TimeFormats.IsTime,
        ["duration"] = TimeFormats.IsDuration,
        ["email"] = static text => HostFormats.IsEmail(text, international: false),
        ["idn-email"] = static text => HostFormats.IsEmail(text, international: true),
        ["hostname"] = static text => HostFormats.IsHostname(text, international: false),
        ["idn-hostname"] = static text => HostFormats.IsHostname(text, international: true),
        ["ipv4"] = HostFormats.IsIPv4,
        ["ipv6"] = HostFormats.IsIPv6,
        ["uri"] = static text => UriFormats.IsUri(text, relative: false, international: false),
        ["uri-reference"] = static text => UriFormats.IsUri(text, relative: true, international: false),
        ["iri"] = static text => UriFormats.IsUri(text, relative: false, international: true),
        ["iri-reference"] = static text => UriFormats.IsUri(text, relative: true, international: true),
        ["uri-template"] = UriFormats.IsTemplate,
        ["uuid"] = TextFormats.IsUuid,
        ["json-pointer"] = TextFormats.IsJsonPointer,
        ["relative-json-pointer"] = TextFormats.IsRelativeJsonPointer,
        ["regex"] = static text => EcmaPattern.IsValid(text.ToString()),
        ["byte"] = static text => text.Length % 4 == 0 && System.Buffers.Text.Base64.IsValid(text) && !text.ContainsAny(" \t\r\n"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>OpenAPI's formats of numbers, with the numbers that they allow.</summary>
    private static readonly FrozenDictionary<string, (string Min, string Max)> OfNumbers = new Dictionary<string, (string, string)>
    {
        ["int32"] = ("-2147483648", "2147483647"),
        ["int64"] = ("-9223372036854775808", "9223372036854775807"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>OpenAPI's formats that tell how to show or keep a value, not which values are right.</summary>
    private static readonly FrozenSet<string> Said = new[] { "float", "double", "password", "binary" }.ToFrozenSet(StringComparer.Ordinal);

    internal static Func<ReadOnlySpan<char>, bool>? OfString(string name) => OfStrings.GetValueOrDefault(name);

    internal static (string Min, string Max)? OfNumber(string name) => OfNumbers.TryGetValue(name, out var range) ? range : null;

    internal static bool SaysNothing(string name) => Said.Contains(name);

    internal static IEnumerable<string> All => OfStrings.Keys.Concat(OfNumbers.Keys).Concat(Said).Order(StringComparer.Ordinal);
}
