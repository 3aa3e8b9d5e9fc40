using System.Net;
using System.Net.Sockets;
using System.Text;
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

    /// <summary>What waits or turns in circles is given up after this.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task No_schema_crashes_the_judge_or_keeps_it_busy_or_makes_it_ask_the_network()
    {
        using var remote = new TcpListener(IPAddress.Loopback, 0);
        remote.Start();
        List<string> slow = [];
        CompiledSchema.Compile(JsonElement.Parse("{\"pattern\":\"\\\\p{L}\"}"), out _);

        foreach (var (schema, value) in HostileSchemas.Make(Count, remote.LocalEndpoint.ToString()!))
        {
            var best = TimeSpan.MaxValue;
            for (var tries = 0; tries < 5 && best > Limit; tries++)
                best = Min(best, await Task.Run(() => Time(schema, value)).WaitAsync(Hang));
            if (best > Limit)
                slow.Add($"{best.TotalMilliseconds:0} ms: {schema[..Math.Min(schema.Length, 150)]} {value[..Math.Min(value.Length, 50)]}");
        }

        Assert.Empty(slow);
        Assert.False(remote.Pending());
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Time(string schema, string value)
    {
        var start = Environment.CpuUsage.TotalTime;
        if (StrictJson.Read(Encoding.UTF8.GetBytes(schema), out _, StrictJson.SchemaDepth) is { } element && CompiledSchema.Compile(element, out _) is { } compiled)
            CandidateReading.Read(value, compiled, cutShort: false);
        return Environment.CpuUsage.TotalTime - start;
    }
}

/// <summary>Runs beside no other test, for the process's time to be its own.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
