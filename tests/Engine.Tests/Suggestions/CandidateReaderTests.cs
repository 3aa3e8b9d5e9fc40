using Constellation.Realtime.Engine.Suggestions.Reading;
using CsCheck;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

public sealed class CandidateReaderTests
{
    [Fact]
    public void A_fenced_suggestion_is_taken_out_and_the_rest_stays_as_it_is()
    {
        var (text, candidates) = Read("Here:\n\n```suggest pipeline\n{\"name\": \"x\"}\n```\n\nFine?");

        Assert.Equal("Here:\n\n\nFine?", text);
        Assert.Equal([new Read.Candidate("pipeline", "{\"name\": \"x\"}\n", true)], candidates);
    }

    [Theory]
    [InlineData("no fence at all")]
    [InlineData("```json\n{}\n```\n")]
    [InlineData("```\n```suggest pipeline\n{}\n```\n")]
    [InlineData("~~~\n```suggest pipeline\n{}\n~~~\n")]
    [InlineData("````md\n```suggest pipeline\n{}\n```\n````\n")]
    [InlineData("an inline ```suggest pipeline\n{}\n```")]
    [InlineData("    ```suggest pipeline\n")]
    [InlineData("``suggest pipeline\n")]
    [InlineData("```suggestion pipeline\n{}\n```\n")]
    [InlineData("```suggest\n{}\n```\n")]
    [InlineData("```suggest pipeline now\n{}\n```\n")]
    [InlineData("```Suggest pipeline\n{}\n```\n")]
    [InlineData("```suggest pipe/line\n{}\n```\n")]
    [InlineData("\r\n\r  \n ` ~ ```sugg")]
    public void What_is_no_suggestion_passes_unchanged(string reply)
    {
        var (text, candidates) = Read(reply);

        Assert.Equal(reply, text);
        Assert.Empty(candidates);
    }

    [Theory]
    [InlineData("```suggest edge\n{}\n```", "{}\n", true)]
    [InlineData("   ~~~~ suggest\tedge  \n{}\n ~~~~~ \t", "{}\n", true)]
    [InlineData("```suggest edge\r\n{}\r\n```\r\n", "{}\r\n", true)]
    [InlineData("```suggest edge\r{}\r```\r", "{}\r", true)]
    [InlineData("````suggest edge\n```\n{}\n````\n", "```\n{}\n", true)]
    [InlineData("```suggest edge\n{}\n~~~\n```\n", "{}\n~~~\n", true)]
    [InlineData("```suggest edge\n{}\n    ```\n```\n", "{}\n    ```\n", true)]
    [InlineData("```suggest edge\n```\n", "", true)]
    [InlineData("```suggest edge\n{\"a\":", "{\"a\":", false)]
    [InlineData("```suggest edge\n{}```\n", "{}```\n", false)]
    [InlineData("```suggest edge\n{}\n``", "{}\n``", false)]
    [InlineData("```suggest edge", "", false)]
    public void Fences_open_and_close_as_in_CommonMark(string reply, string inside, bool closed)
    {
        var (text, candidates) = Read(reply);

        Assert.Equal("", text);
        Assert.Equal([new Read.Candidate("edge", inside, closed)], candidates);
    }

    [Fact]
    public void Several_suggestions_come_in_order_with_the_text_between()
    {
        var reads = new CandidateReader().Push("a\n```suggest edge\n1\n```\nb\n```suggest block\n2\n```\nc");

        Assert.Equal(
            [
                new Read.Text("a\n"),
                new Read.Began("edge"), new Read.Part("1\n"), new Read.Candidate("edge", "1\n", true),
                new Read.Text("b\n"),
                new Read.Began("block"), new Read.Part("2\n"), new Read.Candidate("block", "2\n", true),
                new Read.Text("c"),
            ],
            reads);
    }

    [Theory]
    [InlineData("word")]
    [InlineData("```j")]
    [InlineData("~~x")]
    [InlineData("    ")]
    [InlineData("first line\n- second")]
    [InlineData("```json\n```suggest edge")]
    public void Text_is_shown_as_soon_as_it_can_no_longer_open_a_suggestion(string begun)
    {
        var reads = new CandidateReader().Push(begun);

        Assert.Equal([new Read.Text(begun)], reads);
    }

    [Fact]
    public void A_suggestion_is_announced_and_passed_on_while_it_is_written()
    {
        var reader = new CandidateReader();

        Assert.Empty(reader.Push("```suggest pipe"));
        Assert.Equal([new Read.Began("pipeline"), new Read.Part("{\"na")], reader.Push("line\n{\"na"));
        Assert.Equal([new Read.Part("me\": 1}\n")], reader.Push("me\": 1}\n``"));
        Assert.Equal([new Read.Candidate("pipeline", "{\"name\": 1}\n", true)], reader.Push("`\n"));
    }

    [Fact]
    public void Where_the_pieces_are_cut_makes_no_difference()
    {
        var line = Gen.OneOf<string>(
            "```suggest edge", "```", "~~~", "~~~suggest block", "````", "   ```", "    ```", "{\"a\": 1}", "", "text `code` text", "```json", "``` `x`", "  ~~~~ ");
        var reply = Gen.Select(line, Gen.OneOf<string>("\n", "\r\n", "\r")).Array[0, 12].Select(lines => string.Concat(lines.Select(l => l.Item1 + l.Item2)));

        Gen.Select(reply, Gen.Int[1, 7].Array[1, 40]).Sample((whole, cuts) =>
        {
            var expected = Read(whole);
            var actual = Read(Pieces(whole, cuts));

            return expected.Text == actual.Text && expected.Candidates.SequenceEqual(actual.Candidates);
        });
    }

    private static IEnumerable<string> Pieces(string whole, int[] cuts)
    {
        for (var (at, i) = (0, 0); at < whole.Length; i++)
        {
            var length = Math.Min(cuts[i % cuts.Length], whole.Length - at);
            yield return whole.Substring(at, length);
            at += length;
        }
    }

    private static (string Text, IReadOnlyList<Read.Candidate> Candidates) Read(string reply) => Read([reply]);

    private static (string Text, IReadOnlyList<Read.Candidate> Candidates) Read(IEnumerable<string> pieces)
    {
        var reader = new CandidateReader();
        List<Read> reads = [.. pieces.SelectMany(reader.Push), .. reader.End()];
        var parts = string.Concat(reads.OfType<Read.Part>().Select(part => part.Value));
        Assert.Equal(parts, string.Concat(reads.OfType<Read.Candidate>().Select(candidate => candidate.Content)));
        Assert.Equal(reads.OfType<Read.Began>().Select(began => began.Target), reads.OfType<Read.Candidate>().Select(candidate => candidate.Target));
        return (string.Concat(reads.OfType<Read.Text>().Select(text => text.Value)), [.. reads.OfType<Read.Candidate>()]);
    }
}
