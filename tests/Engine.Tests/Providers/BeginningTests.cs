using Constellation.Realtime.Engine.Providers;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class BeginningTests
{
    [Theory]
    [InlineData("Con", "stellation", "stellation")]
    [InlineData("Con", " stellation", " stellation")]
    [InlineData("Con ", "|stellation", "stellation")]
    [InlineData("Con ", " stellation", "stellation")]
    [InlineData("Con ", " | stellation", " stellation")]
    [InlineData("Con\n\n", "\n|\n- stel| lation", "- stel lation")]
    [InlineData("{\n    ", "\n  |\"a\": 1", "\"a\": 1")]
    [InlineData("Con \n", " stel", "stel")]
    [InlineData("Con\n", " stel", " stel")]
    [InlineData("Con ", " ", "")]
    public void The_blank_at_its_end_is_not_said_twice(string begun, string said, string rest)
    {
        var beginning = new Beginning(begun);

        var behind = said.Split('|').Select(part => beginning.Behind(new Piece.Text(part)));

        Assert.Equal(rest, string.Concat(behind.Cast<Piece.Text>().Select(text => text.Value)));
        Assert.Equal(begun.TrimEnd(), beginning.Message.Text);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(" \n", false)]
    [InlineData("a🚀", true)]
    [InlineData("a ", true)]
    public void It_says_something(string text, bool can) => Assert.Equal(can, Beginning.CanBe(text));

    [Fact]
    public void It_ends_with_a_whole_character() => Assert.False(Beginning.CanBe("a🚀"[..2]));

    [Fact]
    public void What_is_no_text_stays_as_it_is()
    {
        var call = new Piece.ToolCall("c", "get_block", " ");

        Assert.Same(call, new Beginning("Con ").Behind(call));
    }
}
