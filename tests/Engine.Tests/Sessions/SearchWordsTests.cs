using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Engine.Tests.Sessions;

public sealed class SearchWordsTests
{
    [Theory]
    [InlineData("Map the SNOW, please!", "map the snow please")]
    [InlineData("Sentinel-1 (10m)", "sentinel 1 10m")]
    [InlineData("Schnee über Zürich; e\u0301te\u0301", "schnee uber zurich ete")]
    [InlineData("ＦＵＬＬ ﬁre ²", "full fire")]
    [InlineData("雪と氷 snow", "雪 と 氷 snow")]
    [InlineData("снег ثلج हिम", "снег ثلج हम")]
    [InlineData("🛰️ — … ", "")]
    [InlineData("a\uffffb\u0001c", "a b c")]
    public void Words_are_runs_of_letters_and_digits_without_case_and_accents(string text, string words) =>
        Assert.Equal(words, string.Join(' ', SearchWords.Read(text).Select(word => word.Folded)));

    [Fact]
    public void Each_word_tells_where_it_is()
    {
        const string Text = "Über 雪 und e\u0301te\u0301!";

        Assert.Equal(["Über", "雪", "und", "e\u0301te\u0301"], SearchWords.Read(Text).Select(word => Text.Substring(word.Start, word.Length)));
    }

    [Fact]
    public void No_text_is_too_long_to_be_stored()
    {
        var many = string.Join(' ', Enumerable.Range(0, 200_000)) + new string('x', 5000);

        var words = SearchWords.Of(Guid.NewGuid(), many);

        Assert.InRange(words.Length, 90_000, 100_000);
        Assert.All(SearchWords.Read(new string('x', 5000)), word => Assert.Equal(64, word.Folded.Length));
    }

    [Theory]
    [InlineData("Snow on the Alps", "alp", "Snow on the Alps")]
    [InlineData("One\n\n  two\tthree", "two", "One two three")]
    [InlineData("", "snow", "")]
    public void A_short_text_is_its_own_snippet_on_one_line(string text, string word, string snippet) => Assert.Equal(snippet, Snippets.Of(text, [word]));

    [Fact]
    public void A_long_text_is_cut_between_words_around_what_was_found()
    {
        var text = string.Concat(Enumerable.Repeat("nothing here ", 50)) + "then SNÖW falls " + string.Concat(Enumerable.Repeat("and more ", 50));

        var snippet = Snippets.Of(text, ["snow"]);

        Assert.StartsWith("…", snippet, StringComparison.Ordinal);
        Assert.EndsWith("…", snippet, StringComparison.Ordinal);
        Assert.Contains("then SNÖW falls and more", snippet, StringComparison.Ordinal);
        Assert.InRange(snippet.Length, 150, 202);
        Assert.All(snippet.Trim('…').Split(' '), word => Assert.Contains(word, text.Split(' ')));
    }

    [Theory]
    [InlineData(59)]
    [InlineData(60)]
    [InlineData(61)]
    [InlineData(62)]
    public void No_snippet_ends_inside_a_surrogate_pair(int before)
    {
        var text = string.Concat(Enumerable.Repeat("🛰", before)) + " x snow" + string.Concat(Enumerable.Repeat("🛰", 300));

        var snippet = Snippets.Of(text, ["snow"]);

        Assert.DoesNotContain('\ufffd', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(snippet)));
    }
}
