using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using static Constellation.Realtime.Hub.Tests.Repairing.Payloads;

namespace Constellation.Realtime.Hub.Tests.Repairing;

/// <summary>Faults of twelve classes: five that reading mends alone, six that go back to the model, and models that can't be helped.</summary>
internal static partial class Faults
{
    private static readonly (string Target, string Text)[] Meant = [("pipeline", Pipeline), ("edge", Edge), ("block", Block), ("site", Site)];

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Each with whether it comes in a fence or as a call.</summary>
    internal static IEnumerable<(Fault Fault, bool Fenced)> All()
    {
        foreach (var fault in Mended())
        {
            yield return (fault, false);
            // A fence in a fence would end it.
            if (!fault.Text.Contains("```", StringComparison.Ordinal)) yield return (fault, true);
        }
        var fenced = false;
        foreach (var fault in Truncated().Concat(Keywords()).Concat(GraphFaults.All()).Concat(Others()))
            yield return (fault, fenced = !fenced);
    }

    private static IEnumerable<Fault> Mended()
    {
        foreach (var (kind, about, damage) in Damages)
        {
            foreach (var (target, text) in Meant)
            {
                if (damage(text) is var damaged && damaged != text)
                    yield return new() { Class = kind, About = about, Target = target, Text = damaged, Right = text, IsMendedHere = true };
            }
        }
        foreach (var (about, target, text, from, to) in Otherwise)
            yield return new() { Class = "values written otherwise", About = about, Target = target, Text = text.Replace(from, to, StringComparison.Ordinal), Right = text, IsMendedHere = true };
    }

    private static readonly (string Class, string About, Func<string, string> Damage)[] Damages =
    [
        ("fences and prose", "a fence", text => $"```json\n{text}\n```"),
        ("fences and prose", "a fence between prose", text => $"Sure!\n```\n{text}\n```\nTell me what you think."),
        ("fences and prose", "prose before", text => $"Here it is:\n{text}"),
        ("fences and prose", "prose after", text => $"{text}\n\nI hope it helps."),
        ("fences and prose", "a byte order mark", text => $"\uFEFF{text}"),
        ("quotes", "single", text => text.Replace('"', '\'')),
        ("quotes", "smart", text => Quoted().Replace(text, "\u201c$1\u201d")),
        ("quotes", "backticks", text => text.Replace('"', '`')),
        ("quotes", "single around names", text => Name().Replace(text, "'$1':")),
        ("quotes", "none around names", text => Name().Replace(text, "$1:")),
        ("commas and comments", "a comma at the end", text => $"{text[..^1]},}}"),
        ("commas and comments", "a comma at the end of a list", text => text.Replace("]", ",]", StringComparison.Ordinal)),
        ("commas and comments", "a comma missing", text => Comma().Replace(text, "\" \"", 1)),
        ("commas and comments", "a comment at the end of a line", text => $"{text[..^1]} // as asked\n}}"),
        ("commas and comments", "a comment", text => $"{{ /* as asked */ {text[1..]}"),
        ("commas and comments", "a script's comment", text => $"{{ # as asked\n{text[1..]}"),
        ("literals and escapes", "Python's literals", text => text.Replace("true", "True", StringComparison.Ordinal).Replace("null", "None", StringComparison.Ordinal)),
        ("literals and escapes", "an escape that JSON has not", text => text.Replace("Smoke finder", "Smoke\\x20finder", StringComparison.Ordinal)),
        ("literals and escapes", "a number with a plus", text => text.Replace(":120.5", ":+120.5", StringComparison.Ordinal)),
        ("literals and escapes", "a number without a zero", text => text.Replace(":0.5", ":.5", StringComparison.Ordinal)),
        ("values written otherwise", "encoded twice", text => JsonSerializer.Serialize(text, Relaxed)),
    ];

    private static readonly (string About, string Target, string Text, string From, string To)[] Otherwise =
    [
        ("the case of an enumeration", "block", Block, "\"model\"", "\"Model\""),
        ("the case of an enumeration", "site", Site, "\"Station\"", "\"STATION\""),
        ("a number as text", "site", Site, ":120.5", ":\"120.5\""),
        ("a whole number as text", "site", Site, "\"step\":10", "\"step\":\"10\""),
        ("a constant as text", "site", Site, "\"version\":2", "\"version\":\"2\""),
        ("a truth as text", "site", Site, "\"active\":true", "\"active\":\"true\""),
        ("one value for a list", "site", Site.Replace("[\"a\",\"b\"]", "[\"a\"]", StringComparison.Ordinal), "[\"a\"]", "\"a\""),
        ("one edge for a list", "pipeline", Of("PF", "PF"), "[{\"source_block_id\":\"<P>\",\"target_block_id\":\"<F>\",\"edge_type\":\"primary\"}]", "{\"source_block_id\":\"<P>\",\"target_block_id\":\"<F>\",\"edge_type\":\"primary\"}"),
        ("blocks encoded twice", "pipeline", Pipeline, "[\"<P>\",\"<F>\",\"<S>\"]", "\"[\\\"<P>\\\",\\\"<F>\\\",\\\"<S>\\\"]\""),
        ("an object encoded twice", "site", Site, "{\"xn\":1}", "\"{\\\"xn\\\":1}\""),
    ];

    private static IEnumerable<Fault> Truncated()
    {
        foreach (var (target, text) in Meant)
        {
            // A number at the end may go on.
            yield return new() { Class = "truncation", About = "without its closer", Target = target, Text = text[..^1], Right = text, IsMendedHere = text[^2] == '"' || text[^2] == ']' };
            yield return new() { Class = "truncation", About = "in the middle", Target = target, Text = text[..(text.IndexOf(':', StringComparison.Ordinal) + 3)], Right = text };
            yield return new() { Class = "truncation", About = "by its length", Target = target, Text = text, Right = text, IsCut = true, Pointer = "" };
        }
        yield return new() { Class = "truncation", About = "without three closers", Target = "pipeline", Text = Pipeline[..^3], Right = Pipeline, IsMendedHere = true };
    }

    private static IEnumerable<Fault> Keywords() =>
        from keyword in KeywordFaults.All
        select new Fault
        {
            Class = "schema keywords",
            About = keyword.Keyword,
            Target = "site",
            Text = Site.Replace(keyword.From, keyword.To, StringComparison.Ordinal),
            Right = Site,
            Pointer = keyword.Pointer,
        };

    private static IEnumerable<Fault> Others()
    {
        foreach (var (about, wrong) in new[] { ("a handle of none", "b-zzzzzz"), ("an id of none", "00000000-0000-4000-8000-000000000000"), ("words for an id", "the fire model") })
            yield return new() { Class = "invented ids", About = about, Target = "pipeline", Text = Pipeline.Replace("<F>", wrong, StringComparison.Ordinal), Right = Pipeline, Pointer = "/blocks/1" };
        var garbled = SmallGraph.IdOf('F')[..^1] + (SmallGraph.IdOf('F')[^1] == '0' ? '1' : '0');
        foreach (var (about, wrong) in new[] { ("the name for the id", "fire classifier"), ("a misspelt name", "Fire clasifier"), ("a misspelt id", garbled) })
            yield return new() { Class = "invented ids", About = about, Target = "pipeline", Text = Pipeline.Replace("<F>", wrong, StringComparison.Ordinal), Right = Pipeline, Pointer = "/blocks/1", Instead = wrong };
        foreach (var (about, target, text) in new[] { ("none of this name", "pipelines", Pipeline), ("a misspelt name", "blok", Block), ("another one", "edge", Pipeline), ("another one", "pipeline", Block), ("another one", "block", Edge) })
            yield return new() { Class = "wrong target", About = about, Target = target, RightTarget = text == Pipeline ? "pipeline" : text == Block ? "block" : "edge", Text = text, Right = text, Instead = "\0" };
        foreach (var (text, target) in new[] { ("", "pipeline"), ("  \n", "block"), ("{}", "pipeline"), ("null", "edge"), ("[]", "block"), ("...", "site") })
            yield return new() { Class = "empty", About = $"'{text.Trim()}'", Target = target, Text = text, Right = Meant.First(meant => meant.Target == target).Text, Pointer = "" };
        string[][] stubborn =
        [
            [Of("PR", "PR"), "I could not make it valid."],
            [Of("PF", "PF").Replace("<F>", "b-000001", StringComparison.Ordinal), "I could not make it valid."],
            [Of("RF", "RF"), Of("PA", "PA"), "I could not make it valid."],
            [Of("PR", "PR"), ""],
        ];
        foreach (var answers in stubborn)
            yield return new() { Class = "stubborn", About = $"{answers.Length} answers", Target = "pipeline", Text = Of("PR", "PR"), Right = "", Stubborn = answers };
    }

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("\"([a-z_]+)\":")]
    private static partial Regex Name();

    [GeneratedRegex("\",\"")]
    private static partial Regex Comma();
}
