using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>What a value could have been meant as, by the errors at its place.</summary>
internal static partial class ValueChanges
{
    /// <summary>Between what may be several values in one text.</summary>
    private static readonly System.Buffers.SearchValues<char> Separators = System.Buffers.SearchValues.Create(",;|\n\r\t、，；");

    internal static IEnumerable<(string Json, string Code)> For(JsonElement value, IReadOnlyList<CandidateError> errors)
    {
        var wanted = errors.Where(error => error.Code == "type").SelectMany(error => error.Expected!.Split(" or ")).ToHashSet(StringComparer.Ordinal);
        var choices = errors.SelectMany(error => error.Choices).ToArray();
        IEnumerable<(string Json, string Code)> changes = value.ValueKind switch
        {
            JsonValueKind.String => OfString(value.GetString()!, wanted, choices),
            JsonValueKind.Number when wanted.Contains("string") => [($"\"{Raw(value)}\"", RepairCodes.NumberToString)],
            _ => [],
        };
        var distinct = changes.DistinctBy(change => change.Json).ToList();
        // A list written as text is that list, not a list of one text; and a text with commas may be one or several.
        if (wanted.Contains("array") && value.ValueKind != JsonValueKind.Array && !distinct.Exists(change => change.Code == RepairCodes.DoubleEncoded)
            && !(value.ValueKind == JsonValueKind.String && value.GetString().AsSpan().ContainsAny(Separators)))
            distinct.Add(($"[{Raw(value)}]", RepairCodes.OneForList));
        return distinct;
    }

    private static IEnumerable<(string Json, string Code)> OfString(string text, HashSet<string> wanted, string[] choices)
    {
        foreach (var choice in choices)
        {
            if (choice[0] == '"' ? string.Equals(JsonElement.Parse(choice).GetString(), text.Trim(), StringComparison.OrdinalIgnoreCase) : choice == text)
                yield return (choice, CodeOf(choice));
        }
        if ((wanted.Contains("number") || wanted.Contains("integer")) && Number().IsMatch(text))
            yield return (text, RepairCodes.StringToNumber);
        if (wanted.Contains("boolean") && text is "true" or "True" or "false" or "False")
            yield return (text is "true" or "True" ? "true" : "false", RepairCodes.StringToBoolean);
        if (wanted.Contains("null") && text == "null")
            yield return ("null", RepairCodes.StringToNull);
        if ((wanted.Contains("object") || wanted.Contains("array")) && text.AsSpan().TrimStart() is ['{' or '[', ..] && StrictJson.Read(text, out _) is { } inner
            && wanted.Contains(inner.ValueKind == JsonValueKind.Object ? "object" : "array"))
            yield return (Raw(inner), RepairCodes.DoubleEncoded);
    }

    // By the choice's first character, which tells its kind.
    private static string CodeOf(string choice) => choice[0] switch
    {
        '"' => RepairCodes.EnumCase,
        't' or 'f' => RepairCodes.StringToBoolean,
        'n' => RepairCodes.StringToNull,
        '{' or '[' => RepairCodes.DoubleEncoded,
        _ => RepairCodes.StringToNumber,
    };

    private static string Raw(JsonElement value) => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value));

    [GeneratedRegex(@"^-?(0|[1-9][0-9]{0,300})(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,9})?\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
