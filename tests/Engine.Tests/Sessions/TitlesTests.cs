using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Engine.Tests.Sessions;

public sealed class TitlesTests
{
    [Theory]
    [InlineData("Glaciers of the Alps", "Glaciers of the Alps")]
    [InlineData("\n\n  \"Glaciers of the Alps.\"  \nfor you", "Glaciers of the Alps")]
    [InlineData("**Title:** Glaciers", "Glaciers")]
    [InlineData("# Title: “Glaciers”", "Glaciers")]
    [InlineData("- `Glaciers`", "Glaciers")]
    [InlineData("Fires in Kenya?", "Fires in Kenya?")]
    [InlineData("Gletscher in den Alpen", "Gletscher in den Alpen")]
    [InlineData("***\n---\nSnow", "Snow")]
    [InlineData("a\u0001b", "ab")]
    [InlineData("", null)]
    [InlineData(" \n ... \n", null)]
    [InlineData("🛰️", null)]
    public void A_models_title_is_its_first_line_without_what_is_around_it(string answer, string? title) => Assert.Equal(title, Titles.OfModel(answer));

    [Fact]
    public void A_long_one_is_cut_at_a_word_and_never_inside_a_character()
    {
        Assert.Equal(string.Join(' ', Enumerable.Repeat("snow", 15)) + "…", Titles.OfModel(string.Join(' ', Enumerable.Repeat("snow", 15)) + " " + new string('x', 100)));
        Assert.Equal(string.Concat(Enumerable.Repeat("🛰", 39)) + "…", Titles.FirstLine(string.Concat(Enumerable.Repeat("🛰", 200))));
    }
}
