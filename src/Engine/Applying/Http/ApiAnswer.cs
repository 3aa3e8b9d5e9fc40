using System.Text.Json;

namespace Constellation.Realtime.Engine.Applying.Http;

/// <summary>What an API answered.</summary>
/// <param name="Status">HTTP's number.</param>
/// <param name="Text">The body; null where it was too long or broke off.</param>
internal sealed record ApiAnswer(int Status, string? Text)
{
    private const int SaidChars = 500;

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Whether the API says by its status that it did not take the request. A redirect and a 408, as proxies and servers give them, say neither yes nor no.</summary>
    public bool IsRefusal => Status is >= 400 and < 500 and not 408;

    /// <summary>The body as JSON; null where it is none.</summary>
    public JsonElement? Json
    {
        get
        {
            try
            {
                return Text is null ? null : JsonElement.Parse(Text);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>What it says for people: its <c>detail</c>, <c>message</c> or whole text, as text on one line, shortened; null where that is nothing.</summary>
    public string? Said => Json is { ValueKind: JsonValueKind.Object } body
        ? Member(body, "detail") ?? Member(body, "message") ?? Member(body, "title") ?? Plain(Text)
        : Plain(Text);

    /// <summary>The same for a sentence: what it said, or else its status.</summary>
    public string Told => Said is { } said ? $"“{said}”" : $"status {Status}";

    /// <summary>Why it is neither a yes nor a no, for people.</summary>
    public string Unclear => IsSuccess && Text is null ? "its answer broke off or is too long" : $"it answered {Told}";

    /// <summary>A text member of a JSON object; null where there is none.</summary>
    public string? Member(string name) => Json is { ValueKind: JsonValueKind.Object } body ? Member(body, name) : null;

    private static string? Member(JsonElement body, string name) =>
        !body.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null ? null
        : Plain(member.ValueKind == JsonValueKind.String ? member.GetString() : member.GetRawText());

    private static string? Plain(string? text)
    {
        if (text is null) return null;
        var clean = string.Concat(text.Take(2 * SaidChars).Select(character => char.IsControl(character) || char.IsSurrogate(character) ? ' ' : character)).Trim();
        if (clean.Length == 0) return null;
        return clean.Length <= SaidChars ? clean : clean[..(SaidChars - 1)] + "…";
    }
}
