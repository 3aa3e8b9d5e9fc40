using System.Text;
using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions.Reading;
using Constellation.Realtime.Engine.Suggestions.Schemas;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

/// <summary>Short texts and schemas whose reading, judging or mending would cost many times their size.</summary>
[Collection(nameof(Alone))]
public sealed class HostileTextTests
{
    /// <summary>Of processor time, the best of three tries: ten times what the slowest takes, a tenth of what it took.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    [Fact]
    public void Repairs_under_a_long_name_keep_no_copy_of_it_each()
    {
        var text = $"{{\"{Repeat("k", 100_000)}\":[{Repeat("True,", 5_000)}]}}";
        CandidateReading? reading = null;

        var bytes = Allocated(() => reading = Read("true", text));

        Assert.NotNull(reading!.Value);
        Assert.InRange(reading.Repairs.Count, 1, 120);
        Assert.All(reading.Repairs, repair => Assert.InRange(repair.Pointer.Length, 0, 1_000));
        Assert.Contains(reading.Repairs, repair => repair.Code == RepairCodes.Literal);
        Assert.InRange(bytes, 0, 50_000_000);
    }

    [Fact]
    public void A_long_document_in_another_notation_is_read_whole_however_many_repairs_it_takes()
    {
        var text = $"{{'a':[{string.Join(",", Enumerable.Repeat("'x'", 5_000))},],}}";

        var reading = Read("true", text);

        Assert.Equal(5_000, reading.Value!.Value.GetProperty("a").GetArrayLength());
        Assert.Contains(new Repair(RepairCodes.SingleQuotes, "/a/3"), reading.Repairs);
        // What came when the list was full is told once, for the whole.
        Assert.Contains(new Repair(RepairCodes.TrailingComma, ""), reading.Repairs);
    }

    [Fact]
    public void Errors_under_a_long_name_keep_no_copy_of_it_each()
    {
        var text = $"{{\"{Repeat("k", 100_000)}\":[{Zeros(5_000)}]}}";
        CandidateReading? reading = null;

        var bytes = Allocated(() => reading = Read("""{"additionalProperties":{"items":{"anyOf":[{"type":"string"},{"type":"boolean"}]}}}""", text));

        Assert.NotEmpty(reading!.Errors);
        Assert.All(reading.Errors, error => Assert.InRange(error.Pointer.Length + error.Message.Length, 0, 5_000));
        Assert.InRange(bytes, 0, 50_000_000);
    }

    [Fact]
    public void A_long_name_that_must_not_be_there_is_told_shortened()
    {
        var text = $"{{{string.Join(",", Enumerable.Range(0, 50).Select(i => $"\"{i}{Repeat("k", 10_000)}\":1"))}}}";

        Assert.All(Read("""{"additionalProperties":false}""", text).Errors, error => Assert.InRange(error.Message.Length, 1, 500));
        Assert.All(Read("""{"propertyNames":{"maxLength":5}}""", text).Errors, error => Assert.InRange(error.Message.Length, 1, 500));
    }

    [Theory]
    [InlineData("""{"items":{"required":["*"]}}""")]
    [InlineData("""{"items":{"properties":{"*":true},"additionalProperties":false}}""")]
    [InlineData("""{"items":{"dependentRequired":{"a":["*"]}}}""")]
    public void A_schemas_own_long_names_are_told_shortened(string schema)
    {
        var errors = Read(schema.Replace("*", Repeat("k", 3_000), StringComparison.Ordinal), """[{"a":1},{"a":1}]""").Errors;

        Assert.NotEmpty(errors);
        Assert.All(errors, error => Assert.InRange(JsonSerializer.Serialize(error).Length, 1, 1_500));
    }

    public static TheoryData<string, string, string> Costly => new()
    {
        { "quotes before comments to the line's end", "true", $"{{\"a\":\"{Repeat("\"//", 300_000)}\nx" },
        { "quotes before comments with one end", "true", $"{{\"a\":\"{Repeat("\"/*", 300_000)}*/x" },
        { "quotes before two comments", "true", $"{{\"a\":\"{Repeat("\"/*", 150_000)}*/,/*{Repeat("y", 300_000)}*/x" },
        { "quotes within lines of comments", "true", $"{{\"a\":\"{Repeat("//\"//\n", 150_000)}x" },
        { "quotes before a comment and much white space", "true", $"{{\"a\":\"{Repeat("\"/*", 150_000)}*/,{Repeat(" ", 300_000)}x" },
        { "names that lack their quotes", "true", $"{{{Repeat("„a:1,", 200_000)}" },
        { "a pattern with too many states", """{"items":{"not":{"pattern":"a.{900}$"}}}""", Letters(2_300, 400) },
        { "one value compared with another again and again", $$"""{"allOf":[{{string.Join(",", Enumerable.Repeat("""{"not":{"const":0}}""", 15))}}]}""", $"[{Repeat("1,", 500_000)}1]" },
        { "one list compared with another again and again", $$"""{"allOf":[{{string.Join(",", Enumerable.Repeat("""{"not":{"const":[0]}}""", 15))}}]}""", $"[[{Repeat("1.0,", 200_000)}1]]" },
        { "a long string counted again and again", $$"""{"allOf":[{{string.Join(",", Enumerable.Range(0, 3_000).Select(i => $"{{\"minLength\":{i}}}"))}}]}""", $"\"{Repeat("a", 1_000_000)}\"" },
        { "giant numbers divided by giant numbers", $"{{\"items\":{{\"multipleOf\":{Repeat("7", 900)}}}}}", $"[{string.Join(",", Enumerable.Repeat("7e" + Repeat("9", 900), 900))}]" },
        { "an object of many members, asked for others again and again", AllOf(4_500, i => $"{{\"properties\":{{\"x{i}\":true}}}}"), Members(90_000) },
        { "an object of many members, asked for many that others depend on", $"{{\"dependentRequired\":{{\"k0\":[{string.Join(",", Enumerable.Range(0, 40_000).Select(i => $"\"k{i}\""))}]}}}}", Members(90_000) },
        { "an object of many members, asked for many that schemas depend on", $"{{\"dependentSchemas\":{{{string.Join(",", Enumerable.Range(0, 9_000).Select(i => $"\"x{i}\":true"))}}}}}", Members(90_000) },
        { "a long name judged again and again", AllOf(4_500, _ => """{"propertyNames":{"type":"string"}}"""), $"{{\"{Repeat("k", 900_000)}\":1}}" },
        { "a long name looked for again and again", AllOf(900, _ => $"{{\"properties\":{{{string.Join(",", Enumerable.Range(0, 9).Select(i => $"\"x{i}\":true"))}}}}}"), $"{{\"{Repeat("k", 900_000)}\":1}}" },
        { "dynamic references through many resources", Scopes(45), $"{Repeat("{\"a\":", 20)}[{Repeat("1,", 100_000)}1]{Repeat("}", 20)}" },
        { "beginnings that are read to the text's end", "true", $"{Repeat("{\"a\":\"b\",x y}", 60)}{Repeat("x", 900_000)}" },
        { "names of hosts in Unicode", """{"items":{"format":"idn-hostname"}}""", $"[{string.Join(",", Enumerable.Range(0, 1_900).Select(i => $"\"{string.Join(".", Enumerable.Range(0, 8).Select(label => string.Concat(Enumerable.Range(0, 20).Select(at => (char)(0x4E00 + i + (8 * label) + at)))))}\""))}]" },
        { "values behind many blank lines", "true", $"{Repeat("\n", 900_000)}{Repeat("{}", 60)}" },
        { "regular expressions of many classes as values", """{"items":{"format":"regex"}}""", $"[{string.Join(",", Enumerable.Repeat($"\"{Classes(1_000)}\"", 150))}]" },
        { "regular expressions of large sets as values", """{"items":{"format":"regex"}}""", $"[{string.Join(",", Enumerable.Repeat($"\"{Repeat(@"\\P{L}", 800)}\"", 150))}]" },
        { "a regular expression of one large class as value", """{"items":{"format":"regex"}}""", $"[{string.Join(",", Enumerable.Repeat($"\"[{string.Concat(Enumerable.Range(0, 4_000).Select(i => (char)(0x4E00 + (2 * i))))}]\"", 50))}]" },
        { "a list of numbers written as text", """{"items":{"type":"integer"}}""", $"[{Repeat("\"1\",", 200_000)}\"1\"]" },
        { "a list of words of a long enumeration in capitals", $"{{\"items\":{{\"enum\":[{string.Join(",", Enumerable.Range(0, 20_000).Select(i => $"\"e{i}\""))}]}}}}", $"[{string.Join(",", Enumerable.Range(0, 60).Select(i => $"\"E{i}\""))}]" },
        { "many values with many wrongs each", """{"items":{"type":"integer"}}""", string.Join("\n", Enumerable.Repeat($"[{Repeat("\"1\",", 3_000)}\"1\"]", 60)) },
    };

    [Theory]
    [MemberData(nameof(Costly))]
    public void Reading_and_judging_take_time_in_proportion(string what, string schema, string text)
    {
        var compiled = Compile(schema);
        var best = TimeSpan.MaxValue;

        for (var tries = 0; tries < 3 && best > Limit; tries++)
            best = Min(best, Cpu(() => CandidateReading.Read(text, compiled, cutShort: false)));

        Assert.True(best <= Limit, $"{what}: {best.TotalMilliseconds:0} ms");
    }

    public static TheoryData<string, string> Patterns => new()
    {
        { "classes", Classes(1_000) },
        { "classes, and a word's boundary", $"\\\\b{Classes(900)}" },
        { "characters", string.Concat(Enumerable.Range(0, 3_900).Select(i => (char)(0x4E00 + (2 * i)))) },
        { "large sets", string.Concat(Enumerable.Range(0, 250).Select(i => $"[^{(char)(0x4E00 + (2 * i))}\\\\p{{Lu}}]")) },
    };

    [Theory]
    [MemberData(nameof(Patterns))]
    public void Patterns_that_tell_too_much_apart_are_refused_before_they_are_spelt_out(string what, string pattern)
    {
        var schema = JsonElement.Parse($$"""{"allOf":[{{string.Join(",", Enumerable.Range(0, 5).Select(i => $$"""{"pattern":"{{i}}{{pattern}}"}"""))}}]}""");
        CompiledSchema? compiled = null;
        var findings = new SchemaFindings();

        var took = Cpu(() => compiled = CompiledSchema.Compile(schema, out findings));

        Assert.Null(compiled);
        Assert.Equal(("/allOf/0/pattern", "bad_pattern"), (findings[0].Pointer, findings[0].Code));
        Assert.True(took <= Limit, $"{what}: {took.TotalMilliseconds:0} ms");
    }

    [Theory]
    [InlineData("classes")]
    [InlineData("repetitions")]
    [InlineData("sets")]
    public void Patterns_that_are_not_too_large_each_are_refused_once_they_are_all_together(string kind)
    {
        Func<int, string> pattern = kind switch
        {
            "classes" => i => $"{i}{Classes(60)}",
            "repetitions" => i => $"^(a|b{i}){{1,150}}$",
            _ => i => string.Concat(Enumerable.Range(0, 60).Select(j => $"[^{(char)(0x4E00 + (2 * ((60 * i) + j)))}\\\\p{{Lu}}]")),
        };
        var schema = JsonElement.Parse($$"""{"allOf":[{{string.Join(",", Enumerable.Range(0, 100).Select(i => $$"""{"pattern":"{{pattern(i)}}"}"""))}}]}""");
        CompiledSchema? compiled = null;
        var findings = new SchemaFindings();

        var took = Cpu(() => compiled = CompiledSchema.Compile(schema, out findings));

        Assert.Null(compiled);
        Assert.All(findings, finding => Assert.Equal("bad_pattern", finding.Code));
        Assert.NotEqual("/allOf/0/pattern", findings[0].Pointer);
        Assert.True(took <= Limit, $"{took.TotalMilliseconds:0} ms");
    }

    [Fact]
    public void A_hundred_patterns_as_people_write_them_are_taken()
    {
        string[] kinds = ["^[a-z0-9-]{1,63}$", "^\\\\d{4}-\\\\d{2}-\\\\d{2}$", "^[0-9a-f]{8}-[0-9a-f]{4}$", "^(s1|s2|s3)_\\\\w+$", "\\\\p{L}+"];
        var schema = JsonElement.Parse($$"""{"allOf":[{{string.Join(",", Enumerable.Range(0, 100).Select(i => $$"""{"pattern":"{{kinds[i % kinds.Length]}}|{{i}}"}"""))}}]}""");

        var compiled = CompiledSchema.Compile(schema, out var findings);

        Assert.True(compiled is not null, string.Join("; ", findings));
    }

    [Fact]
    public void A_regular_expression_too_large_to_be_enforced_is_one_still()
    {
        var large = string.Concat(Enumerable.Range(0, 3_900).Select(i => (char)(0x4E00 + (2 * i)))) + "\\\\b";

        Assert.NotNull(Read("""{"format":"regex"}""", $"```\n\"{large}\"\n```").Value);
    }

    [Theory]
    [InlineData("^[a-z0-9-]{1,63}$", "constellation-block", 5_000)]
    [InlineData("^[^\\n]{1,500}$", "A sentence of some length that says what a block does, and then a little more about where its data come from. ", 1_500)]
    [InlineData("^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", "0f8fad5b-d9cb-469f-a165-70867728950e", 5_000)]
    public void Patterns_as_people_write_them_are_enforced_on_long_lists(string pattern, string item, int count)
    {
        var schema = $"{{\"items\":{{\"pattern\":{JsonSerializer.Serialize(pattern)}}}}}";

        Assert.NotNull(Read(schema, $"[{string.Join(",", Enumerable.Repeat($"\"{item}\"", count))}]").Value);
    }

    private static CandidateReading Read(string schema, string text) => CandidateReading.Read(text, Compile(schema), cutShort: false);

    private static CompiledSchema Compile(string schema) => CompiledSchema.Compile(JsonElement.Parse(schema), out _)!;

    private static string AllOf(int count, Func<int, string> schema) => $"{{\"allOf\":[{string.Join(",", Enumerable.Range(0, count).Select(schema))}]}}";

    private static string Members(int count) => $"{{{string.Join(",", Enumerable.Range(0, count).Select(i => $"\"k{i}\":1"))}}}";

    // Each level of the value is judged by so many resources in a row, and what is in the end refers to an anchor that none of them has.
    private static string Scopes(int resources)
    {
        var row = Enumerable.Range(0, resources).Select(i => $"\"r{i}\":{{\"$id\":\"r{i}\",\"$ref\":\"{(i + 1 < resources ? $"r{i + 1}" : "leaf")}\"}},");
        return """
            {"$id":"http://a.example/","$ref":"r0","$defs":{
              *
              "leaf":{"$id":"leaf","properties":{"a":{"$ref":"r0"}},"items":{"$dynamicRef":"anchored#x"}},
              "anchored":{"$id":"anchored","$defs":{"x":{"$dynamicAnchor":"x"}}}}}
            """.Replace("*", string.Concat(row), StringComparison.Ordinal);
    }

    private static string Zeros(int count) => string.Join(",", Enumerable.Repeat("0", count));

    private static string Classes(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"[^{(char)(0x4E00 + (2 * i))}]"));

    private static string Letters(int count, int length)
    {
        var random = new Random(1);
        return $"[{string.Join(",", Enumerable.Range(0, count).Select(_ => $"\"{string.Concat(Enumerable.Range(0, length).Select(_ => random.Next(2) == 0 ? 'a' : 'b'))}\""))}]";
    }

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Cpu(Action action)
    {
        var start = Environment.CpuUsage.TotalTime;
        action();
        return Environment.CpuUsage.TotalTime - start;
    }

    private static long Allocated(Action action)
    {
        var start = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - start;
    }
}
