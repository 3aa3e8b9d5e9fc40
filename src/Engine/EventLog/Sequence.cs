namespace Constellation.Realtime.Engine.EventLog;

/// <summary>
/// An event's number is <c>term · 2^20 + index</c>. A term is taken from the session's counter in the database and belongs to one writer for ever, so a
/// number is never two events, whatever the log has lost, and a later writer always sorts after everything older.
/// </summary>
internal static class Sequence
{
    private const int IndexBits = 20;

    /// <summary>The largest number that JSON's numbers hold exactly, 2^53 - 1: no event has a higher one.</summary>
    public const long Max = (1L << 53) - 1;

    /// <summary>The index that a turn's terminal event has in the term of its end, whoever tells it.</summary>
    public const int TerminalIndex = 3;

    /// <summary>The number of the event <paramref name="index"/> (from 1) of <paramref name="term"/>; index 0 is the cursor before them all.</summary>
    public static long Of(long term, long index = 0) => (term << IndexBits) + index;

    public static long TermOf(long sequence) => sequence >> IndexBits;

    public static long IndexOf(long sequence) => sequence & ((1L << IndexBits) - 1);
}
