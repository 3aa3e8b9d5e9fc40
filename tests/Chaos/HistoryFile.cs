using System.Diagnostics;
using System.Text.Json;

namespace Constellation.Realtime.Chaos;

/// <summary>The file that a run leaves and the checker reads: one observation a line, in the order in which they were made.</summary>
internal sealed class HistoryFile(string path) : IAsyncDisposable
{
    private static readonly TimeSpan Unwritten = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly StreamWriter _file = new(path);
    private readonly long _began = Stopwatch.GetTimestamp();
    private TimeSpan _written;
    private bool _isClosed;
    private int _readers;

    public int NewReader() => Interlocked.Increment(ref _readers);

    /// <summary>After a run was broken off, what is still under way is not kept.</summary>
    public void Add(Observation observation)
    {
        lock (_lock)
        {
            if (_isClosed) return;
            var at = Stopwatch.GetElapsedTime(_began);
            _file.WriteLine((observation with { At = Math.Round(at.TotalMilliseconds, 3) }).ToLine());
            if (at - _written < Unwritten) return;

            // Whoever kills the driver loses a second of it.
            _file.Flush();
            _written = at;
        }
    }

    /// <summary>What is in the file; one that does not end as a run does was broken off.</summary>
    public static IEnumerable<Observation> Read(string path)
    {
        Observation? last = null;
        foreach (var line in File.ReadLines(path))
        {
            if (Parse(line) is { } observation) yield return last = observation;
        }

        if (last is not (Observation.Finished or Observation.BrokenOff)) yield return new Observation.BrokenOff { At = last?.At ?? 0 };
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock) _isClosed = true;
        await _file.DisposeAsync();
    }

    // The last line of a driver that was killed may be half a line.
    private static Observation? Parse(string line)
    {
        try
        {
            return Observation.OfLine(line);
        }
        catch (JsonException) when (!line.EndsWith('}'))
        {
            return null;
        }
    }
}
