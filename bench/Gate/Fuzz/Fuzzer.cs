using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Constellation.Realtime.Engine.Suggestions.Reading;
using Constellation.Realtime.Engine.Suggestions.Schemas;

namespace Constellation.Realtime.GateBench.Fuzz;

/// <summary>Mutated texts against random schemas, in any pieces: whatever the gate accepts, ajv must accept too; what it refuses of plain JSON, ajv should refuse.</summary>
internal static class Fuzzer
{
    private const int TextsPerSchema = 50;

    internal static async Task<int> RunAsync(int cases, int seed)
    {
        using var ajv = Process.Start(new ProcessStartInfo("node", "ajv.js") { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = Folder() })!;
        var watch = Stopwatch.StartNew();
        var tally = new Tally();
        for (var done = 0; done < cases; done += TextsPerSchema)
        {
            var random = new Random((seed * 1_000_003) + done);
            var made = new SchemaMaker(random, is202012: random.Next(3) > 0).Root();
            if (CompiledSchema.Compile(JsonElement.Parse(made.Schema.ToJsonString()), out var findings) is not { } schema)
            {
                tally.Tell($"refused schema: {findings[0]}\n{made.Schema.ToJsonString()}");
                tally.RefusedSchemas++;
                continue;
            }
            var entries = Enumerable.Range(0, TextsPerSchema).Select(_ => Judge(made, schema, random)).Where(entry => entry is not null).ToArray();
            var line = new JsonObject { ["schema"] = made.Schema.DeepClone(), ["values"] = new JsonArray([.. entries.Select(entry => entry!.Value.Value)]) };
            await ajv.StandardInput.WriteLineAsync(line.ToJsonString());
            var verdicts = await ajv.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("ajv has stopped.");
            for (var i = 0; i < entries.Length; i++)
                tally.Count(entries[i]!.Value.Accepted, entries[i]!.Value.Repaired, verdicts[i] == '1', entries[i]!.Value.Text, made.Schema);
        }
        ajv.StandardInput.Close();
        await ajv.WaitForExitAsync();
        Console.WriteLine($"{cases} cases in {watch.Elapsed.TotalSeconds:0} s: {tally}");
        return tally.Failed || tally.Accepted < cases / 10 ? 1 : 0;
    }

    /// <summary>What ajv shall judge: an accepted value, or a plain one that was refused; null where there is nothing to compare.</summary>
    private static (JsonNode? Value, bool Accepted, bool Repaired, string Text)? Judge(SchemaMaker.Made made, CompiledSchema schema, Random random)
    {
        var damage = new Damage(random);
        var value = made.Sample();
        if (random.Next(3) == 0)
            value = damage.Value(value);
        var plain = random.Next(3) == 0;
        var json = value?.ToJsonString() ?? "null";
        var text = plain ? json : damage.Text(json);
        var content = random.Next(2) == 0 ? text : ThroughFence(text, damage);
        var draft = new DraftReader();
        draft.Push(content);
        draft.Draft();
        var reading = CandidateReading.Read(content, schema, cutShort: false);
        if (reading.Value is { } read)
            return (JsonNode.Parse(read.GetRawText()), true, reading.Repairs.Count > 0, text);
        return plain && content == text ? (value, false, false, text) : null;
    }

    private static string ThroughFence(string text, Damage damage)
    {
        var reader = new CandidateReader();
        List<Read> reads = [.. damage.Pieces($"So:\n~~~~~ suggest x\n{text}\n~~~~~\n").SelectMany(reader.Push), .. reader.End()];
        return reads.OfType<Read.Candidate>().First().Content;
    }

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "bench", "Gate", "Fuzz");
            if (Directory.Exists(Path.Combine(path, "node_modules")))
                return path;
        }
        throw new InvalidOperationException("Run npm ci in bench/Gate/Fuzz first.");
    }

    private sealed class Tally
    {
        private int _repaired, _invalid, _refused, _overStrict, _told;

        internal int RefusedSchemas { get; set; }

        /// <summary>Where few pass, nothing is proven.</summary>
        internal int Accepted { get; private set; }


        internal bool Failed => _invalid + _overStrict + RefusedSchemas > 0;

        internal void Count(bool accepted, bool repaired, bool valid, string text, JsonNode schema)
        {
            Accepted += accepted ? 1 : 0;
            _repaired += repaired ? 1 : 0;
            _refused += accepted ? 0 : 1;
            _invalid += accepted && !valid ? 1 : 0;
            _overStrict += !accepted && valid ? 1 : 0;
            if (accepted != valid)
                Tell($"{(accepted ? "INVALID ACCEPTED" : "valid refused")}: {text}\n{schema.ToJsonString()}");
        }

        internal void Tell(string message)
        {
            if (_told++ < 10)
                Console.WriteLine(message);
        }

        public override string ToString() =>
            $"{Accepted} accepted ({_repaired} repaired), {_invalid} of them invalid; {_refused} plain ones refused, {_overStrict} of them valid; {RefusedSchemas} schemas refused";
    }
}
