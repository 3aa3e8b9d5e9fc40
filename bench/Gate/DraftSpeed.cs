using BenchmarkDotNet.Attributes;
using Constellation.Realtime.Engine.Suggestions.Reading;

namespace Constellation.Realtime.GateBench;

/// <summary>All drafts of a suggestion of 18 KB that comes in pieces of 4 characters, one for every piece that brings news: within 20 ms.</summary>
[MemoryDiagnoser, ShortRunJob]
public class DraftSpeed
{
    private readonly string _text = Catalogue.PipelineText(bytes: 18_000);

    [Benchmark]
    public int Drafts()
    {
        var reader = new DraftReader();
        var drafts = 0;
        for (var at = 0; at < _text.Length; at += 4)
        {
            reader.Push(_text.AsSpan(at, Math.Min(4, _text.Length - at)));
            if (reader.HasNews && reader.Draft() is not null)
                drafts++;
        }
        return drafts;
    }
}
