using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.Reading;
using NJsonSchema;

namespace Constellation.Realtime.GateBench;

/// <summary>A pipeline document of 2 KB: parsed and judged by its schema within 15 µs and 4 KB.</summary>
[MemoryDiagnoser, ShortRunJob]
public class JudgeSpeed
{
    private readonly string _text = Catalogue.PipelineText(bytes: 2_048);
    private readonly JsonSchema _second = JsonSchema.FromJsonAsync(BuiltInTargets.Pipeline.Schema.GetRawText()).GetAwaiter().GetResult();

    [Benchmark(Baseline = true)]
    public bool Gate() => StrictJson.Read(_text, out _) is { } value && BuiltInTargets.Pipeline.Compiled.Accepts(value);

    [Benchmark]
    public object WholeCheckWithGraph() => SuggestionCheck.Check(BuiltInTargets.Pipeline, _text, Catalogue.Snapshot, cutShort: false);

    [Benchmark]
    public int NJsonSchema() => _second.Validate(_text).Count;

    [Benchmark]
    public JsonElement ParseOnly() => JsonElement.Parse(_text);
}
