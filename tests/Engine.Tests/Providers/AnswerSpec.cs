using System.Text.Json;
using Constellation.Realtime.Engine.Providers;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>What is read of an answer that comes as it should, and what becomes of one that nobody waits for.</summary>
public abstract class AnswerSpec : ProviderSpec
{
    private protected AnswerSpec(ProviderWire wire) : base(wire)
    {
    }

    [Fact]
    public async Task Text_comes_as_it_was_said_then_the_usage_then_the_end()
    {
        Llm.Says("  Con", "stel", "\n", "lation \t\n").Costing(21, 4);

        var pieces = await ReadAsync();

        Piece[] expected =
        [
            new Piece.Text("  Con"), new Piece.Text("stel"), new Piece.Text("\n"), new Piece.Text("lation \t\n"), new Piece.Used(21, 4), new Piece.End(Finish.Stop),
        ];
        Assert.Equal(expected, pieces.Where(piece => piece is not Piece.Text { Value: "" }));
    }

    [Fact]
    public async Task Text_is_there_while_the_model_still_speaks()
    {
        Llm.Says("Con").ThenWaits().ThenSays("stellation");

        await using var pieces = Provider.StreamAsync(Ask(), default).Where(piece => piece.Says()).GetAsyncEnumerator();
        await pieces.MoveNextAsync();

        Assert.Equal(new Piece.Text("Con"), pieces.Current);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public async Task Characters_that_are_cut_on_the_way_are_whole(int bytes)
    {
        Llm.Says("Größe ", "🛰️ 衛星", " e\u0301 \u202eאב").InPartsOf(bytes);

        Assert.Equal("Größe 🛰️ 衛星 e\u0301 \u202eאב", Text(await ReadAsync()));
    }

    [Fact]
    public async Task Several_calls_of_one_answer_are_told_apart()
    {
        Llm.Says("Let me look.").ThenCalls("search_blocks", """{"query":"größe","limit":1.50}""", 4).ThenCalls("get_block", """{"block_id":"7"}""", 3);

        var pieces = await ReadAsync();

        Assert.Equal(
            [("search_blocks", """{"query":"größe","limit":1.50}"""), ("get_block", """{"block_id":"7"}""")],
            pieces.OfType<Piece.ToolCall>().GroupBy(part => part.CallId).Select(call => (call.First().Name!, string.Concat(call.Select(part => part.Arguments)))));
        Assert.Equal(new Piece.End(Finish.ToolCalls), pieces[^1]);
    }

    [Fact]
    public async Task A_tool_calls_arguments_may_have_members_of_any_name_and_shape()
    {
        const string Odd = """{"content":{"text":"x"},"message":{"content":7},"choices":[{"delta":{"content":{}}}],"error":{"content":true}}""";
        Llm.Calls("suggest_ticket", Odd);

        var pieces = await ReadAsync();

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Odd), JsonElement.Parse(Arguments(pieces))));
        Assert.Equal(new Piece.End(Finish.ToolCalls), pieces[^1]);
    }

    [Fact]
    public async Task An_answer_that_was_cut_by_length_says_so()
    {
        Llm.Says("So").ThenFinishes("length");

        Assert.Equal(new Piece.End(Finish.Length), (await ReadAsync())[^1]);
    }

    [Fact]
    public async Task A_second_end_mark_changes_nothing()
    {
        Llm.Says("So").ThenFinishes("stop").ThenFinishes("length");

        var pieces = await ReadAsync();

        Assert.Equal("So", Text(pieces));
        Assert.Equal([new Piece.End(Finish.Stop)], pieces.OfType<Piece.End>());
    }

    [Fact]
    public async Task Cancelling_ends_the_request_at_the_provider()
    {
        Llm.Says("Con").ThenStalls();
        using var cancel = new CancellationTokenSource();
        await using var pieces = Provider.StreamAsync(Ask(), cancel.Token).Where(piece => piece.Says()).GetAsyncEnumerator();
        await pieces.MoveNextAsync();

        var next = pieces.MoveNextAsync();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        await Llm.Requests[0].HungUp;
    }

    [Fact]
    public async Task Leaving_the_stream_ends_the_request_at_the_provider()
    {
        Llm.Says("Con").ThenStalls();

        await foreach (var piece in Provider.StreamAsync(Ask(), default))
        {
            if (piece.Says()) break;
        }

        await Llm.Requests[0].HungUp;
    }

    [Fact]
    public async Task Signs_of_life_change_nothing_in_the_midst_of_an_answer_or_after_its_end()
    {
        Llm.Says("So").ThenSends(Wire.SignOfLife).ThenSays(" it is").ThenFinishes("stop").ThenSends(Wire.SignOfLife).ThenSends(Wire.SignOfLife);

        var pieces = await ReadAsync();

        Assert.Equal("So it is", Text(pieces));
        Assert.Equal([new Piece.End(Finish.Stop)], pieces.OfType<Piece.End>());
    }
}
