using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.Schemas;

namespace Constellation.Realtime.GateBench;

/// <summary>
/// The share of the public JSON Schema test suite that the gate gets right, as somebody would try it from outside: the schema and the instance's text go in, the
/// verdict comes out. A schema that is refused counts as wrong for each of its tests.
/// </summary>
internal static class SuiteShare
{
    private static readonly (string Folder, string Schema)[] Drafts =
    [
        ("draft7", "http://json-schema.org/draft-07/schema#"), ("draft2020-12", "https://json-schema.org/draft/2020-12/schema"),
    ];

    /// <param name="suite">A checkout of the suite: the folder that has <c>tests</c> in it.</param>
    /// <param name="optional">The optional tests rather than the required ones.</param>
    internal static int Run(string suite, bool optional)
    {
        var accepted = 0;
        foreach (var (folder, schema) in Drafts)
        {
            Tally tally = new();
            var place = Path.Combine(suite, "tests", folder);
            foreach (var file in Directory.EnumerateFiles(optional ? Path.Combine(place, "optional") : place, "*.json", optional ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly)
                .Order(StringComparer.Ordinal))
                RunFile(file, Path.GetRelativePath(place, file), schema, tally);
            Console.WriteLine(tally.Told(folder));
            accepted += tally.Accepted;
        }
        return accepted == 0 ? 0 : 1;
    }

    /// <summary>What is not valid, and would be with a change that the schema leaves open in one way only, is told "repaired", with the change: not as valid as it stands.</summary>
    private static void RunFile(string file, string name, string dialect, Tally tally)
    {
        foreach (var group in JsonNode.Parse(File.ReadAllText(file))!.AsArray().Select(node => node!.AsObject()))
        {
            var schema = group["schema"]!;
            if (schema is JsonObject members && !members.ContainsKey("$schema"))
                members.Insert(0, "$schema", dialect);
            var text = schema.ToJsonString();
            var compiled = CompiledSchema.CompileTrial(JsonElement.Parse(text), out var findings);
            foreach (var test in group["tests"]!.AsArray().Select(node => node!.AsObject()))
            {
                var verdict = compiled is null ? null : Trial.Of(compiled, test["data"] is { } data ? data.ToJsonString() : "null");
                tally.Count(
                    $"{name}: {group["description"]}: {test["description"]}",
                    test["valid"]!.GetValue<bool>(),
                    verdict?.Verdict ?? $"refused ({findings[0].Pointer} {findings[0].Message})",
                    Remote(text), name == "format.json");
            }
        }
    }

    private static bool Remote(string schema) => schema.Contains("//localhost:1234", StringComparison.Ordinal);

    private sealed class Tally
    {
        private int _all;
        private int _right;
        private int _mended;
        private int _remote;
        private int _annotations;

        internal int Accepted { get; private set; }

        internal void Count(string test, bool valid, string verdict, bool remote, bool format)
        {
            _all++;
            if (valid ? verdict == "valid" : verdict is "invalid" or "repaired")
            {
                _mended += !valid && verdict == "repaired" ? 1 : 0;
                _right++;
                return;
            }
            var refused = verdict.StartsWith("refused", StringComparison.Ordinal);
            if (!valid && !refused)
                Accepted++;
            if (remote && refused)
                _remote++;
            else if (format && valid && !refused)
                _annotations++;
            else
                Console.WriteLine($"  {test}: {(valid ? "valid" : "invalid")}, told {verdict}");
        }

        internal string Told(string draft) => string.Create(
            CultureInfo.InvariantCulture,
            $"{draft}: {_right} of {_all} right ({100.0 * _right / _all:F2} %), {Accepted} invalid accepted, {_mended} invalid made another value that is valid; of the others {_remote} need a document from elsewhere, {_annotations} expect that a format isn't asserted");
    }
}
