using System.Text.Json;
using System.Text.RegularExpressions;

namespace Constellation.Realtime.Engine.Applying;

/// <summary>
/// How an API is called for a suggestion: as configured, else as the operation says that its target was imported from. Parameters of the path, such as
/// <c>{ticketId}</c>, are members of the payload of the same name; it is sent with them, as it is.
/// </summary>
/// <param name="Path">Below the API's address.</param>
internal sealed partial record ApiCall(HttpMethod Method, string Path)
{
    private const int ParameterChars = 200;

    /// <param name="operation">Method and path, such as <c>PUT /tickets/{id}</c>; null where the target was not imported.</param>
    /// <returns>Null where a parameter of the path can't be had from the payload: then it is for the client to use.</returns>
    public static ApiCall? Of(ApplyTargetOptions options, string? operation, JsonElement payload)
    {
        var (method, path) = operation?.Split(' ', 2) is [var said, var at] ? (said, at) : ("POST", "/");
        var isWhole = true;
        var filled = Parameter().Replace(options.Path ?? path, match =>
        {
            var value = Value(payload, match.Groups["name"].Value);
            isWhole &= value is not null;
            return Uri.EscapeDataString(value ?? "");
        });
        return isWhole ? new ApiCall(HttpMethod.Parse(options.Method ?? method), filled) : null;
    }

    /// <summary>One segment of a path and no more: what a server could take for another path, escaped or not, is none.</summary>
    private static string? Value(JsonElement payload, string name)
    {
        if (payload.ValueKind != JsonValueKind.Object || !payload.TryGetProperty(name, out var member)) return null;
        var value = member.ValueKind switch
        {
            JsonValueKind.String => member.GetString()!,
            JsonValueKind.Number when member.TryGetInt64(out _) => member.GetRawText(),
            _ => "",
        };
        return value.Length is 0 or > ParameterChars || value.Trim('.').Length == 0 || value.Any(IsOdd) ? null : value;
    }

    private static bool IsOdd(char character) =>
        character is '/' or '\\' or '%' or '?' or '#' or ';' || char.IsControl(character) || char.IsWhiteSpace(character) || char.IsSurrogate(character);

    [GeneratedRegex(@"\{(?<name>[^{}/]+)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Parameter();
}
