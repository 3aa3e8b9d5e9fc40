using System.Diagnostics;

namespace Constellation.Realtime.Chaos;

/// <summary>The file that a run leaves and the checker reads: one observation a line, in the order in which they were made.</summary>
internal sealed class HistoryFile(string path) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _file = new(path);
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _readers;

    public int NewReader() => Interlocked.Increment(ref _readers);

    public void Add(Observation observation)
    {
        lock (_lock) _file.WriteLine((observation with { At = Math.Round(Stopwatch.GetElapsedTime(_began).TotalMilliseconds, 3) }).ToLine());
    }

    public static IEnumerable<Observation> Read(string path) => File.ReadLines(path).Select(Observation.OfLine);

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
