using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions.Reading;
using Constellation.Realtime.Engine.Suggestions.Schemas;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

/// <summary>What models really write: corpus.jsonl beside this file, each case with the value that is meant, or "refuse".</summary>
public sealed class CorpusTests
{
    private static readonly Dictionary<string, CompiledSchema> Schemas = new()
    {
        ["any"] = Compile("true"),
        ["note"] = Compile("""
            {
              "type": "object", "required": ["title"], "additionalProperties": false,
              "properties": {
                "title": { "type": "string", "minLength": 1 }, "count": { "type": "integer", "maximum": 1000000 }, "ratio": { "type": "number" },
                "done": { "type": "boolean" }, "tags": { "type": "array", "items": { "type": "string" } }, "parent": { "type": ["string", "null"] },
                "choice": { "anyOf": [{ "type": "integer" }, { "type": "array", "items": { "type": "string" } }] },
                "level": { "enum": ["LOW", "Low"] },
                "extra": { "type": "object", "properties": { "kind": { "enum": ["dataset", "model"] } } }
              }
            }
            """),
    };

    public static TheoryData<int> Lines => [.. Enumerable.Range(0, Corpus.Lines.Length)];

    [Fact]
    public void The_corpus_has_at_least_200_cases() => Assert.True(Corpus.Lines.Length >= 200, $"{Corpus.Lines.Length} cases");

    [Theory]
    [MemberData(nameof(Lines))]
    public void Each_text_is_read_as_it_was_meant_or_refused(int line)
    {
        var entry = JsonElement.Parse(Corpus.Lines[line]);
        var text = entry.GetProperty("text").GetString()!;

        var reading = CandidateReading.Read(text, Schemas[entry.GetProperty("schema").GetString()!], cutShort: false);

        if (entry.TryGetProperty("meant", out var meant))
            Assert.True(reading.Value is { } value && JsonEquality.Canonical(value) == JsonEquality.Canonical(meant), $"{text}\nmeant {meant}\nread {reading.Value}");
        else
            Assert.True(reading.Value is null && reading.Errors.Count > 0, $"{text}\nread {reading.Value} with {string.Join(", ", reading.Repairs)}");
        if (reading.Value is not null)
            Assert.Equal(StrictJson.Read(text, out _) is { } strict && JsonEquality.Canonical(strict) == JsonEquality.Canonical(meant), reading.Repairs.Count == 0);
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Nothing_of_it_passes_when_it_was_cut_short(int line)
    {
        var entry = JsonElement.Parse(Corpus.Lines[line]);

        var reading = CandidateReading.Read(entry.GetProperty("text").GetString()!, Schemas[entry.GetProperty("schema").GetString()!], cutShort: true);

        Assert.Equal("cut_short", Assert.Single(reading.Errors).Code);
    }

    private static CompiledSchema Compile(string schema) => CompiledSchema.Compile(JsonElement.Parse(schema), out _)!;

    private static class Corpus
    {
        internal static readonly string[] Lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Suggestions", "corpus.jsonl"));
    }
}
