using System.Text.Json;
using System.Text.RegularExpressions;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Suggestions;

namespace Constellation.Realtime.Hub.Wire;

/// <summary>Says what is wrong with a client's JSON in a sentence that names the member and no type; the serializer's own name types.</summary>
internal static partial class JsonFault
{
    private const int LongestName = 64;

    private static readonly Dictionary<string, string> Expected = new(StringComparer.Ordinal)
    {
        ["System.Guid"] = "a UUID as text",
        ["System.String"] = "text in valid Unicode",
        ["System.Int32"] = "a whole number of at most 32 bits",
        ["System.Int64"] = "a whole number",
        ["System.Boolean"] = "true or false",
    };

    /// <summary>One sentence for people.</summary>
    /// <param name="subject">What was read: an argument's name, or <c>The body</c>.</param>
    internal static string Describe(JsonException fault, string subject)
    {
        var member = fault.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? Short(path[2..]) : null;
        var named = member is null ? subject : $"{subject}: {member}";
        var message = fault.Message;
        if (Missing().Match(message) is { Success: true } missing) return $"{named} lacks {missing.Groups[1].Value}.";
        if (Unknown().Match(message) is { Success: true } unknown) return $"{subject} has no member '{Short(unknown.Groups[1].Value)}'.";
        if (Twice().Match(message) is { Success: true } twice) return $"{subject} has '{Short(twice.Groups[1].Value)}' twice.";
        if (message.Contains("doesn't allow setting null", StringComparison.Ordinal)) return $"{named} must not be null.";
        if (OneOf().Match(message) is { Success: true } oneOf) return $"{named} must be one of: {oneOf.Groups[1].Value}.";
        if (Type().Match(message) is { Success: true } type)
            return $"{named} must be {Expected.GetValueOrDefault(type.Groups[1].Value, "an object as the contract says")}.";
        if (TooDeep(fault)) return $"{subject} is nested too deeply (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}).";
        return fault.InnerException is JsonException
            ? $"{subject} is not valid JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1})."
            : $"{named} is not valid.";
    }

    /// <summary>The same for whoever reads <c>errors</c>, where it is the JSON itself that can't be read; empty where it only isn't what was asked for, which the sentence says.</summary>
    internal static IReadOnlyList<Finding> Find(JsonException fault, string subject)
    {
        var code = Twice().IsMatch(fault.Message) ? FindingCodes.DuplicateKey
            : fault.InnerException is not JsonException ? null
            : TooDeep(fault) ? FindingCodes.TooDeep
            : FindingCodes.NotJson;
        return code is null ? [] : [new Finding { Pointer = "", Code = code, Message = Describe(fault, subject) }];
    }

    private static bool TooDeep(JsonException fault) => fault.Message.Contains("maximum configured depth", StringComparison.Ordinal);

    private static string Short(string name) => name.Length <= LongestName ? name : name[..LongestName] + "…";

    [GeneratedRegex("missing required properties including: (.+?)\\.")]
    private static partial Regex Missing();

    [GeneratedRegex("^The JSON property '(.*)' could not be mapped", RegexOptions.Singleline)]
    private static partial Regex Unknown();

    [GeneratedRegex("^Duplicate property '(.*)' encountered", RegexOptions.Singleline)]
    private static partial Regex Twice();

    [GeneratedRegex("^Expected one of: (.+?)\\.")]
    private static partial Regex OneOf();

    [GeneratedRegex("could not be converted to (?:System\\.Nullable`1\\[)?(\\w+(?:\\.\\w+)*)")]
    private static partial Regex Type();
}
