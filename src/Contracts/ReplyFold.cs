using System.Text;

namespace Constellation.Realtime.Contracts;

/// <summary>
/// A turn's events → its text. Deltas append at their offset, rewinds cut back; at the terminal event the text in hand equals, character for
/// character, the message that history keeps.
/// </summary>
public sealed class ReplyFold
{
    private readonly StringBuilder _text = new();

    /// <summary>The text so far.</summary>
    public string Text => _text.ToString();

    /// <summary>Its length in UTF-16 code units: the offset of the next delta.</summary>
    public int Length => _text.Length;

    /// <summary>The text of <paramref name="events"/>, in the order given, up to the terminal event.</summary>
    /// <exception cref="InvalidOperationException">An event does not fit the text before it.</exception>
    public static string TextOf(IEnumerable<SessionEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var fold = new ReplyFold();
        foreach (var e in events)
        {
            fold.Apply(e);
            if (e.EndsTurn) break;
        }

        return fold.Text;
    }

    /// <summary>The same, or null where an event does not fit the text before it.</summary>
    public static string? TryTextOf(IEnumerable<SessionEvent> events)
    {
        try
        {
            return TextOf(events);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Applies the turn's next event; events without text change nothing.</summary>
    /// <exception cref="InvalidOperationException">The event does not fit the text in hand: events were lost or repeated.</exception>
    public void Apply(SessionEvent next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (next.Type == SessionEventTypes.TextDelta)
        {
            if (next.Offset != _text.Length)
                throw new InvalidOperationException($"A delta at offset {next.Offset} came, but the text in hand has {_text.Length} code units.");
            _text.Append(next.Text);
        }
        else if (next.Type == SessionEventTypes.TextRewound)
        {
            if (next.Length > _text.Length)
                throw new InvalidOperationException($"A rewind to {next.Length} came, but the text in hand has {_text.Length} code units.");
            _text.Length = next.Length ?? 0;
        }
    }
}
