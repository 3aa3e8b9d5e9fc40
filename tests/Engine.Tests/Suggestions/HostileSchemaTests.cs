using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions.Reading;
using Constellation.Realtime.Engine.Suggestions.Schemas;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

[Collection(nameof(Alone))]
public sealed class HostileSchemaTests
{
    /// <summary>1,000; <c>HOSTILE_SCHEMAS=10000</c> for the long run.</summary>
    private static readonly int Count = int.TryParse(Environment.GetEnvironmentVariable("HOSTILE_SCHEMAS"), out var count) ? count : 1_000;

    /// <summary>What one schema with its value may cost, in processor time: a busy machine fails no test.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(250);

    [Fact]
    public void No_schema_crashes_the_judge_or_keeps_it_busy()
    {
        List<string> slow = [];
        CompiledSchema.Compile(JsonElement.Parse("{\"pattern\":\"\\\\p{L}\"}"), out _);

        foreach (var (schema, value) in HostileSchemas.Make(Count))
        {
            var best = Enumerable.Range(0, 5).Select(_ => Time(schema, value)).TakeUntil(time => time <= Limit).Min();
            if (best > Limit)
                slow.Add($"{best.TotalMilliseconds:0} ms: {schema[..Math.Min(schema.Length, 150)]} {value[..Math.Min(value.Length, 50)]}");
        }

        Assert.Empty(slow);
    }

    private static TimeSpan Time(string schema, string value)
    {
        var start = Environment.CpuUsage.TotalTime;
        if (StrictJson.Read(schema, out _) is { } element && CompiledSchema.Compile(element, out _) is { } compiled)
            CandidateReading.Read(value, compiled, cutShort: false);
        return Environment.CpuUsage.TotalTime - start;
    }
}

/// <summary>Runs beside no other test, for the process's time to be its own.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

file static class Sequences
{
    /// <summary>Up to and with the first that is as wanted.</summary>
    internal static IEnumerable<T> TakeUntil<T>(this IEnumerable<T> items, Func<T, bool> wanted)
    {
        foreach (var item in items)
        {
            yield return item;
            if (wanted(item))
                yield break;
        }
    }
}
