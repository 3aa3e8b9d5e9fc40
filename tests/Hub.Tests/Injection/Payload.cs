using System.Text.Json;

namespace Constellation.Realtime.Hub.Tests.Injection;

/// <summary>A text that tries to have its reader do something.</summary>
/// <param name="Class">What it tries.</param>
/// <param name="Text">The text; in braces what the test puts in.</param>
/// <param name="Times">How often it is said.</param>
/// <param name="Then">What comes after it.</param>
public sealed record Payload(string Class, string Text, int Times = 1, string Then = "")
{
    public string Whole => string.Concat(Enumerable.Repeat(Text, Times)) + Then;

    public static IReadOnlyList<Payload> ReadAll()
    {
        using var reader = new StreamReader(typeof(Payload).Assembly.GetManifestResourceStream("payloads.jsonl")!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Payload>(line, JsonSerializerOptions.Web)!)];
    }
}
