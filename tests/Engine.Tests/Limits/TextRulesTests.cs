using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Limits;
using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Engine.Tests.Limits;

public sealed class TextRulesTests
{
    private static readonly LimitOptions Limits = new() { MessageChars = 10 };

    [Fact]
    public void A_message_that_says_nothing_or_is_no_text_is_refused()
    {
        foreach (var text in new[] { "", " \n\t\u3000", "a\0b", "\ud83d", "\udd25a", "a\ud83d\ud83d" })
            Assert.Equal(ErrorCodes.InvalidRequest, Assert.Throws<RefusedException>(() => TextRules.CheckMessage(text, Limits)).Code);
    }

    [Fact]
    public void A_message_may_be_as_long_as_the_limit_and_no_longer()
    {
        TextRules.CheckMessage(new string('a', 10), Limits);
        TextRules.CheckMessage("🔥🔥🔥🔥🔥", Limits);

        Assert.Equal(ErrorCodes.TooLarge, Assert.Throws<RefusedException>(() => TextRules.CheckMessage(new string('a', 11), Limits)).Code);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void A_title_has_1_to_200_characters(int length, bool isFine)
    {
        var refused = Record.Exception(() => TextRules.CheckTitle(new string('a', length)));

        Assert.Equal(isFine, refused is null);
    }

    [Fact]
    public void A_comment_has_at_most_4000_characters()
    {
        TextRules.CheckComment(new string('a', 4000));

        Assert.Throws<RefusedException>(() => TextRules.CheckComment(new string('a', 4001)));
    }

    [Fact]
    public void A_sessions_title_is_the_first_line_that_says_something()
    {
        Assert.Equal("Where does it burn?", Titles.FirstLine("\n\n  Where does it burn?  \nIn Portugal."));
    }

    [Fact]
    public void A_long_first_line_is_cut_at_a_word_and_never_inside_a_character()
    {
        var title = Titles.FirstLine(string.Concat(Enumerable.Repeat("fire🔥 ", 40)));

        Assert.InRange(title.Length, 40, 81);
        Assert.EndsWith("fire🔥…", title, StringComparison.Ordinal);
        Assert.DoesNotContain(Titles.FirstLine(string.Concat(Enumerable.Repeat("🔥", 100))).TrimEnd('…'), c => c == '\ufffd');
    }
}
