using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.Reading;
using Constellation.Realtime.Engine.Suggestions.Schemas;
using CsCheck;
using static Constellation.Realtime.Engine.Tests.Suggestions.SmallCatalogue;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

public sealed class DraftReaderTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("Here: ", null)]
    [InlineData("{", "{}")]
    [InlineData("{\"na", "{}")]
    [InlineData("{\"name\":", "{}")]
    [InlineData("{\"name\":\"Fi", "{}")]
    [InlineData("{\"name\":\"Fire\"", "{}")]
    [InlineData("{\"name\":\"Fire\",", "{\"name\":\"Fire\"}")]
    [InlineData("{\"name\":\"Fire\",\"blocks\":[", "{\"name\":\"Fire\",\"blocks\":[]}")]
    [InlineData("{\"n\":12", "{}")]
    [InlineData("{\"n\":12,", "{\"n\":12}")]
    [InlineData("[1,2", "[1]")]
    [InlineData("[{\"a\":1},{\"b\"", "[{\"a\":1},{}]")]
    [InlineData("{'a': True, // yes\n b: 'it\\'s',}", "{\"a\":true,\"b\":\"it's\"}")]
    [InlineData("{\"a\":\"the \"big\" one\",", "{}")]
    [InlineData("{\"a\":1,\"b\":oops,\"c\":2,", "{\"a\":1}")]
    [InlineData("\"{\\\"a\\\":1}\"", null)]
    [InlineData("{\"a\":\"\\ud83d\",", "{}")]
    public void A_draft_holds_what_has_closed(string begun, string? draft)
    {
        var reader = new DraftReader();

        reader.Push(begun);

        Assert.Equal(draft, reader.Draft()?.GetRawText());
    }

    [Fact]
    public void There_is_news_only_when_something_closed()
    {
        var reader = new DraftReader();

        reader.Push("{\"a\":");
        Assert.True(reader.HasNews);
        reader.Draft();
        reader.Push("[\"x");
        Assert.True(reader.HasNews);
        reader.Draft();
        reader.Push("yz");

        Assert.False(reader.HasNews);
    }

    [Fact]
    public void The_draft_of_a_whole_value_is_that_value()
    {
        Json.Structure.Sample(text =>
        {
            var reader = new DraftReader();
            reader.Push(text);
            return JsonEquality.Canonical(reader.Draft()!.Value) == JsonEquality.Canonical(JsonElement.Parse(text));
        });
    }

    [Fact]
    public void Every_draft_is_a_beginning_of_the_next_and_cuts_make_no_difference()
    {
        Gen.Select(Json.Structure, Json.Cuts).Sample((text, cuts) =>
        {
            var reader = new DraftReader();
            var last = default(JsonElement?);
            foreach (var piece in Json.Pieces(text, cuts))
            {
                reader.Push(piece);
                var draft = reader.Draft();
                if (last is { } before && !Json.Begins(before, draft!.Value))
                    return false;
                last = draft;
            }
            return Json.Begins(last!.Value, JsonElement.Parse(text)) && Json.Begins(JsonElement.Parse(text), last.Value);
        });
    }

    [Fact]
    public void Whatever_is_written_a_draft_is_a_beginning_of_what_is_read_in_the_end()
    {
        var schema = CompiledSchema.Compile(JsonElement.Parse("true"), out _)!;
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Suggestions", "corpus.jsonl")))
        {
            var text = JsonElement.Parse(line).GetProperty("text").GetString()!;
            var readings = CandidateText.Read(text, out _);
            for (var length = 0; length <= Math.Min(text.Length, 400); length++)
            {
                var reader = new DraftReader();
                reader.Push(text.AsSpan(0, length));
                var draft = reader.Draft();
                Assert.True(draft is null || readings.Count != 1 || Json.Begins(draft.Value, readings[0].Value), $"{text}\n{draft}");
            }
        }
    }

    [Fact]
    public void All_drafts_of_four_times_the_text_cost_no_more_than_about_four_times_as_much()
    {
        var (cost, costOfFourTimes) = (CostOfDrafts(1_000), CostOfDrafts(4_000));

        Assert.InRange((double)costOfFourTimes / cost, 1, 8);
    }

    private static long CostOfDrafts(int items)
    {
        var text = $"[{string.Join(",", Enumerable.Range(0, items).Select(i => $"{{\"n\":{1000 + i}}}"))}]";
        var reader = new DraftReader();
        var cost = 0L;
        foreach (var piece in Json.Pieces(text, [4]))
        {
            reader.Push(piece);
            if (reader.HasNews)
                cost += reader.Draft()!.Value.GetRawText().Length;
        }
        return cost;
    }

    [Fact]
    public void Blocks_and_edges_can_be_drawn_as_they_close()
    {
        var text = SuggestionTexts.Pipeline([Photos, Fire, S3], (Photos, Fire), (Fire, S3));
        var reader = new DraftReader();
        List<(int, int)> drawn = [];

        foreach (var piece in Json.Pieces(text, [4]))
        {
            reader.Push(piece);
            if (reader.HasNews && DraftGraph.Of(BuiltInTargets.Pipeline, reader.Draft()!.Value, Snapshot) is { } graph)
                drawn.Add((graph.Blocks.Count, graph.Edges.Count));
        }

        Assert.Equal([(1, 0), (2, 0), (3, 0), (3, 1), (3, 2)], drawn.Distinct());
    }
}
