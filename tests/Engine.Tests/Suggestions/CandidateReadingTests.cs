using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.Reading;
using Constellation.Realtime.Engine.Suggestions.Schemas;
using CsCheck;
using static Constellation.Realtime.Engine.Tests.Suggestions.SmallCatalogue;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

public sealed class CandidateReadingTests
{
    private static readonly CompiledSchema Anything = CompiledSchema.Compile(JsonElement.Parse("true"), out _)!;

    [Fact]
    public void Strict_JSON_is_never_altered()
    {
        Json.Value.Sample(text => Read(text) is { Repairs: [], Value: { } value } && value.GetRawText() == text.Trim());
    }

    [Fact]
    public void JSON_in_a_fence_or_between_prose_is_the_same_value()
    {
        var around = Gen.OneOf<(string, string)>(
            ("```json\n", "\n```"), ("Here it is:\n```\n", "\n```\nDone."), ("Sure! ", " That is all."), ("~~~\n", "\n~~~"), ("\uFEFF", ""), ("= ", ";"));

        Gen.Select(Json.Structure, around).Sample((text, outside) =>
            Read(outside.Item1 + text + outside.Item2) is { Repairs.Count: > 0, Value: { } value } && Same(value, JsonElement.Parse(text)));
    }

    [Fact]
    public void JSON_in_a_fenced_suggestion_is_the_same_value_however_it_is_cut()
    {
        Gen.Select(Json.Value, Json.Cuts).Sample((text, cuts) =>
        {
            var reader = new CandidateReader();
            var whole = $"Look:\n````suggest note\n{text}\n````\nWell?";
            Read[] reads = [.. Json.Pieces(whole, cuts).SelectMany(reader.Push), .. reader.End()];
            var candidate = Assert.Single(reads.OfType<Read.Candidate>());
            return Read(candidate.Content).Value is { } value && Same(value, JsonElement.Parse(text));
        });
    }

    [Fact]
    public void Trailing_commas_comments_and_single_quotes_change_nothing()
    {
        var (all, read) = (0, 0);

        Json.Structure.Where(text => !text.AsSpan().ContainsAny("'\\")).Sample(text =>
        {
            var meant = JsonElement.Parse(text);
            Interlocked.Increment(ref all);
            if (Read(Lame(meant)).Value is not { } value)
                return true;
            Interlocked.Increment(ref read);
            return Same(value, meant);
        });

        Assert.True(read > all * 0.9, $"{read} of {all} were read");
    }

    [Fact]
    public void A_text_that_lost_its_end_is_read_as_a_whole_or_not_at_all_where_the_schema_says_what_is_missing()
    {
        var text = SuggestionTexts.Pipeline([Photos, Fire, S3], (Photos, Fire), (Fire, S3));

        for (var length = 0; length < text.Length; length++)
        {
            var verdict = SuggestionCheck.Check(BuiltInTargets.Pipeline, text[..length], Snapshot, cutShort: false);

            if (verdict is Verdict.Accepted accepted)
                Assert.True(Same(accepted.Suggestion.Payload, JsonElement.Parse(text)), text[..length]);
            Assert.IsType<Verdict.Refused>(SuggestionCheck.Check(BuiltInTargets.Pipeline, text[..length], Snapshot, cutShort: true));
        }
    }

    [Theory]
    [InlineData("[{\"x\":1,\"a:b]")]
    [InlineData("[{\"x\":1,\"a:b]c\"")]
    [InlineData("[{\"x\":1,\"a:b]c\" ")]
    [InlineData("{\"a:1}")]
    public void The_beginning_of_a_longer_name_is_no_name_and_value(string text) => Assert.Null(Read(text).Value);

    [Theory]
    [InlineData("{\"a: 1}\n", """{"a":1}""")]
    [InlineData("{\"a: 1, \"b\": 2}", """{"a":1,"b":2}""")]
    [InlineData("{\"a: \"b\"}", """{"a":"b"}""")]
    public void A_name_that_lacks_its_second_quote_is_read_where_it_can_be_no_longer_one(string text, string meant) => Assert.Equal(meant, Read(text).Value?.GetRawText());

    [Fact]
    public void Of_any_text_that_lost_its_end_only_what_was_whole_is_read()
    {
        Json.Structure.Where(text => text.Length < 1_500).Sample(text =>
        {
            var whole = JsonElement.Parse(text);
            for (var length = 0; length <= text.Length; length++)
            {
                if (Read(text[..length]).Value is { } value)
                    Assert.True(Json.Begins(value, whole), $"{text[..length][Math.Max(0, length - 300)..]}\nREAD {value.GetRawText()[Math.Max(0, value.GetRawText().Length - 300)..]}");
            }
        });
    }

    [Fact]
    public void Of_any_text_that_lost_its_end_nothing_passes_that_lacks_what_the_schema_asks_for()
    {
        Json.Structure.Where(text => text[0] == '{').Sample(text =>
        {
            var whole = JsonElement.Parse(text);
            var schema = CompiledSchema.Compile(JsonElement.Parse(JsonSerializer.Serialize(new { @enum = new[] { whole } })), out _)!;
            for (var length = 0; length < text.TrimEnd().Length; length++)
            {
                if (CandidateReading.Read(text[..length], schema, cutShort: false).Value is { } value)
                    Assert.True(Same(value, whole), text[..length]);
                Assert.Null(CandidateReading.Read(text[..length], schema, cutShort: true).Value);
            }
        });
    }

    [Fact]
    public void Nothing_that_is_written_makes_it_throw()
    {
        var fragment = Gen.OneOf<string>(
            "{", "}", "[", "]", ",", ":", "\"", "'", "“", "”", "\\", "\\u", "\\ud83d", "/*", "*/", "//", "#", "\n", " ", "```", "```json\n", "True", "nul", "1e", "-", "0x1", "\0",
            "\ud83d", "\udd25", "\uFEFF", "a", "name", "\"name\":", "{\"a\":1}", "[1,2]", "\"x\"", "{\"\\ud83d\":1,", "{'\\udd25':");

        fragment.Array[0, 30].Select(string.Concat).Sample(text =>
        {
            var reader = new DraftReader();
            reader.Push(text);
            var draft = reader.Draft();
            var reading = CandidateReading.Read(text, Anything, cutShort: false);
            return (reading.Value is null) == (reading.Errors.Count > 0) && (draft is null || draft.Value.GetRawText().Length > 0);
        }, iter: 20_000);
    }

    [Fact]
    public void Repairs_tell_what_was_mended_and_where()
    {
        var reading = Read("```json\n{'a': [1, 2,], /* here */ \"b\": {\"c\": True}}\n```");

        Assert.Equal(
            [("fence", ""), ("single_quotes", ""), ("trailing_comma", "/a"), ("comment", ""), ("literal", "/b/c")],
            reading.Repairs.Select(repair => (repair.Code, repair.Pointer)));
    }

    [Theory]
    [InlineData("true", "string_to_boolean")]
    [InlineData("null", "string_to_null")]
    [InlineData("3", "string_to_number")]
    [InlineData("[1]", "double_encoded")]
    [InlineData("\"A\"", "enum_case")]
    public void A_choice_written_as_text_is_mended_and_named_after_what_it_is(string choice, string code)
    {
        var schema = CompiledSchema.Compile(JsonElement.Parse($"{{\"properties\":{{\"a\":{{\"enum\":[{choice}, 77]}}}}}}"), out _)!;

        var reading = CandidateReading.Read($"{{\"a\":{JsonSerializer.Serialize(choice.Trim('"').ToLowerInvariant())}}}", schema, cutShort: false);

        Assert.Equal((code, "/a"), Assert.Single(reading.Repairs.Select(repair => (repair.Code, repair.Pointer))));
        Assert.Equal(choice, reading.Value!.Value.GetProperty("a").GetRawText());
    }

    private static CandidateReading Read(string text) => CandidateReading.Read(text, Anything, cutShort: false);

    private static bool Same(JsonElement left, JsonElement right) => JsonEquality.Canonical(left) == JsonEquality.Canonical(right);

    private static string Lame(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Concat(value.EnumerateObject().Select(member => $"'{member.Name}': {Lame(member.Value)}, // {member.Name.Length}\n"))}}}",
        JsonValueKind.Array => $"[{string.Concat(value.EnumerateArray().Select(item => $"{Lame(item)},"))}]",
        JsonValueKind.String => $"'{value.GetString()}'",
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        JsonValueKind.Null => "None",
        _ => value.GetRawText(),
    };
}
