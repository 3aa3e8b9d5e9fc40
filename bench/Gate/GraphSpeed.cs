using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.Rules;

namespace Constellation.Realtime.GateBench;

/// <summary>The graph's rules over 1,000 blocks and 5,000 edges: within 10 ms, whether all is right or all is wrong.</summary>
[MemoryDiagnoser, ShortRunJob]
public class GraphSpeed
{
    private readonly JsonElement _right = JsonElement.Parse(Catalogue.Large(fitting: true));
    private readonly JsonElement _wrong = JsonElement.Parse(Catalogue.Large(fitting: false));

    [Benchmark]
    public object Right() => PipelineRules.Judge(_right, Catalogue.Snapshot);

    [Benchmark]
    public object Wrong() => PipelineRules.Judge(_wrong, Catalogue.Snapshot);

    [Benchmark]
    public object WrongWithSchema() => SuggestionCheck.Check(BuiltInTargets.Pipeline, _wrong.GetRawText(), Catalogue.Snapshot, cutShort: false);
}
