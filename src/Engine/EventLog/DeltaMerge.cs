using System.Text;
using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.EventLog;

/// <summary>Makes one delta of neighbouring ones, for a reader that fell behind: fewer frames, the same text.</summary>
internal static class DeltaMerge
{
    /// <summary>How long a merged delta may get, in UTF-16 code units, so that no frame grows without bound.</summary>
    public const int MaxLength = 8192;

    public static IEnumerable<SessionEvent> Merge(IReadOnlyList<SessionEvent> events)
    {
        for (var i = 0; i < events.Count; i++)
        {
            var first = events[i];
            var end = i + 1;
            var length = first.Text?.Length ?? 0;
            while (end < events.Count && Follows(events[end - 1], events[end]) && length + events[end].Text!.Length <= MaxLength)
                length += events[end++].Text!.Length;
            if (end == i + 1)
            {
                yield return first;
                continue;
            }

            var text = new StringBuilder(length);
            for (var k = i; k < end; k++) text.Append(events[k].Text);
            yield return events[end - 1] with { Offset = first.Offset, Text = text.ToString() };
            i = end - 1;
        }
    }

    /// <summary>Only within one term: a reader's cursor must not jump into the middle of an end that the database tells.</summary>
    private static bool Follows(SessionEvent one, SessionEvent next) =>
        one.Type == SessionEventTypes.TextDelta && next.Type == SessionEventTypes.TextDelta && one.TurnId == next.TurnId
        && one.Offset + one.Text!.Length == next.Offset && Sequence.TermOf(one.Sequence) == Sequence.TermOf(next.Sequence);
}
