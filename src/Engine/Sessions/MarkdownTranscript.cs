using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.Sessions;

/// <summary>A session as a Markdown document: what the person said as quotes, so that no line of theirs becomes a heading; replies as they are, for they are Markdown
/// themselves; suggestions as blocks of JSON.</summary>
internal static partial class MarkdownTranscript
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document part by part, each of whole lines.</summary>
    public static async IAsyncEnumerable<string> WriteAsync(Transcript transcript, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var session = transcript.Session;
        yield return $"# {OneLine(session.Title)}\n\nStarted {Time(session.CreatedAt)}, last active {Time(session.LastActive)}.\n";
        await foreach (var (message, suggestions) in transcript.Entries.WithCancellation(cancellationToken)) yield return Entry(message, suggestions);
    }

    private static string Entry(Message message, IReadOnlyList<Suggestion> suggestions)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\n## {(message.Sender == Sender.User ? "You" : "Assistant")}, {Time(message.Timestamp)}{Remark(message)}\n\n");
        text.Append(message.Sender == Sender.User ? Quoted(message.Content) : Closed(message.Content)).Append('\n');
        foreach (var suggestion in suggestions)
        {
            var payload = JsonSerializer.Serialize(suggestion.Payload, Indented);
            var fence = Fence(payload);
            text.Append(CultureInfo.InvariantCulture, $"\n### Suggestion for {suggestion.Target}: {OneLine(suggestion.Title ?? "")} ({WireEnum(suggestion.Status)}{(suggestion.Edited == true ? ", edited" : "")})\n\n");
            if (suggestion.Summary is { Length: > 0 } summary) text.Append(Quoted(summary)).Append("\n\n");
            text.Append(CultureInfo.InvariantCulture, $"{fence}json\n{payload}\n{fence}\n");
        }

        return text.ToString();
    }

    private static string Remark(Message message)
    {
        var status = message.Status switch
        {
            MessageStatus.Superseded => " (replaced by another reply)",
            MessageStatus.Partial => " (stopped)",
            MessageStatus.Failed => " (failed)",
            _ => "",
        };
        return message.Feedback is { } rating ? $"{status} (rated {WireEnum(rating)})" : status;
    }

    private static string Quoted(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => $"> {line}".TrimEnd()));

    /// <summary>With the end of a fenced block that the text leaves open, as one that was stopped may: all that follows would be in it.</summary>
    private static string Closed(string text)
    {
        var open = "";
        foreach (Match match in FenceLine().Matches(text))
        {
            var fence = match.Groups["fence"].Value;
            var hasMore = match.Groups["rest"].Value.Trim().Length > 0;
            if (open.Length == 0) open = fence;
            else if (fence[0] == open[0] && fence.Length >= open.Length && !hasMore) open = "";
        }

        return open.Length == 0 ? text : $"{text}\n{open}";
    }

    /// <summary>Longer than any run of back quotes inside.</summary>
    private static string Fence(string text)
    {
        var fence = "```";
        while (text.Contains(fence, StringComparison.Ordinal)) fence += '`';
        return fence;
    }

    // As CommonMark has it: after three spaces at most, and no back quote behind back quotes, which would be a span of code.
    [GeneratedRegex(@"^ {0,3}((?<fence>`{3,})(?<rest>[^`\r\n]*)|(?<fence>~{3,})(?<rest>[^\r\n]*))\r?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex FenceLine();

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string WireEnum<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
