using System.Text;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Breakers;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>How the next provider goes on with an answer that broke off at the one before it, where it is configured to.</summary>
public sealed class GoingOnTests : FallbackJourney, IAsyncLifetime
{
    private const string Whole = "Größe 🛰️ der\n\n Fläche  in km²: {\n    \"a\": 1 }\n";

    private ScriptedLlm _other = null!;

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        _other = await ScriptedLlm.StartAsync();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await _other.DisposeAsync();
        await DisposeAsync();
    }

    [Fact]
    public async Task It_is_given_what_was_said_and_says_the_rest()
    {
        Llm.Says("Con").ThenBreaks();
        _other.Says("stellation");
        using var chain = Chained(Provider, Spare(_other, prefill: true));

        var pieces = await chain.StreamAsync(Ask(), Someone, default).ToListAsync();

        Assert.Equal([(1, false, "Con"), (2, true, "stellation")], Texts(pieces));
        Assert.Equal(("assistant", "Con"), _other.Requests[0].Said[^1]);
        Assert.Equal(2, pieces[^1].Attempt.Number);
    }

    [Fact]
    public async Task Wherever_an_answer_breaks_off_all_of_it_is_said_once()
    {
        string[] characters = [.. Whole.EnumerateRunes().Select(rune => rune.ToString())];
        var goneOn = 0;
        _other.Otherwise.Decides(Rest);
        using var chain = Chained(Provider, Spare(_other, prefill: true));

        for (var said = 1; said <= characters.Length; said++)
        {
            Llm.Says(characters[..said]).ThenEndsWithoutFinish();
            var pieces = await chain.StreamAsync(Ask(), Someone, default).ToListAsync();

            Assert.Equal(Whole, Folded(pieces));
            Assert.Equal(new Piece.End(Finish.Stop), pieces[^1].Piece);
            goneOn += pieces[^1].Attempt.GoesOn ? 1 : 0;
            Time.Advance(BreakerRule.InARow);
        }

        Assert.Equal(characters.Length - 1, goneOn);
    }

    [Fact]
    public async Task A_third_one_is_given_what_both_before_it_said()
    {
        await using var last = await ScriptedLlm.StartAsync();
        Llm.Says("Con").ThenBreaks();
        _other.Says("stel").ThenBreaks();
        last.Says("lation");
        using var chain = Chained(Provider, Spare(_other, prefill: true), Spare(last, prefill: true));

        var pieces = await chain.StreamAsync(Ask(), Someone, default).ToListAsync();

        Assert.Equal("Constellation", Folded(pieces));
        Assert.Equal(("assistant", "Constel"), last.Requests[0].Said[^1]);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(422)]
    public async Task One_that_takes_no_beginnings_says_the_answer_anew(int status)
    {
        Llm.Says("Con").ThenBreaks();
        _other.Answers(status, """{"error":{"message":"This model does not support assistant message prefill.","type":"invalid_request_error"}}""");
        _other.Says("Stars");
        using var chain = Chained(Provider, Spare(_other, prefill: true));

        var pieces = await chain.StreamAsync(Ask(), Someone, default).ToListAsync();

        Assert.Equal([(1, false, "Con"), (3, false, "Stars")], Texts(pieces));
        Assert.Equal(["assistant", "user"], _other.Requests.Select(request => request.Said[^1].Role));
        Assert.Equal(["broken", "bad_request", "answered"], Recorded().Select(call => call.Outcome));
    }

    [Fact]
    public async Task One_that_finds_nothing_to_add_says_the_answer_anew_for_nobody_knows_whether_it_was_whole()
    {
        Llm.Says("Con").ThenBreaks();
        _other.Finishes("stop");
        _other.Says("Constellation");
        using var chain = Chained(Provider, Spare(_other, prefill: true));

        var pieces = await chain.StreamAsync(Ask() with { MayEndEmpty = true }, Someone, default).ToListAsync();

        Assert.Equal([(1, false, "Con"), (3, false, "Constellation")], Texts(pieces));
    }

    [Fact]
    public async Task One_that_is_busy_is_asked_again_to_go_on()
    {
        Llm.Says("Con").ThenBreaks();
        _other.Answers(503);
        _other.Says("stellation");
        using var chain = Chained(Provider, Spare(_other, prefill: true));

        var answer = chain.StreamAsync(Ask(), Someone, default).ToListAsync().AsTask();
        await Time.PassPauseAsync();

        Assert.Equal([(1, false, "Con"), (3, true, "stellation")], Texts(await answer));
    }

    [Fact]
    public async Task Even_then_one_answer_costs_three_calls_of_models_at_most()
    {
        Llm.Answers(503);
        Llm.Says("Con").ThenBreaks();
        _other.Answers(400);
        using var chain = Chained(Provider, Spare(_other, prefill: true));

        var answer = chain.StreamAsync(Ask(), Someone, default).ToListAsync().AsTask();
        await Time.PassPauseAsync();

        Assert.Equal(ProviderFault.BadRequest, (await Assert.ThrowsAsync<ProviderException>(() => answer)).Fault);
        Assert.Equal((2, 1), (Llm.Requests.Count, _other.Requests.Count));
    }

    [Fact]
    public async Task A_tool_call_that_broke_off_is_not_gone_on_with()
    {
        Llm.Says("Con").ThenCalls("get_block", """{"block_id":"x"}""", splitInto: 4).ThenBreaks();
        _other.Says("Stars");
        using var chain = Chained(Provider, Spare(_other, prefill: true));

        var pieces = await chain.StreamAsync(Ask(), Someone, default).ToListAsync();

        Assert.Equal("user", _other.Requests[0].Said[^1].Role);
        Assert.False(pieces[^1].Attempt.GoesOn);
    }

    [Fact]
    public async Task Half_of_a_character_is_not_gone_on_with()
    {
        Llm.Says("Con").ThenSendsEvent(Chunk("""{"content":"\ud83d"}""")).ThenBreaks();
        _other.Says("Stars");
        using var chain = Chained(Provider, Spare(_other, prefill: true));

        var pieces = await chain.StreamAsync(Ask(), Someone, default).ToListAsync();

        Assert.Equal("user", _other.Requests[0].Said[^1].Role);
        Assert.Equal("Stars", Folded(pieces));
    }

    [Fact]
    public async Task The_planner_goes_on_with_its_own_words_only()
    {
        Llm.Says("Con").ThenBreaks();
        var planner = new Planned();
        using var chain = Chained(Provider, planner);

        var pieces = await chain.StreamAsync(Ask(), Someone, default).ToListAsync();

        Assert.Equal("", planner.Asked!.Begun);
        Assert.Equal("Planned", Folded(pieces));
    }

    /// <summary>What a model says that goes on with its last message, where that is its own: all that is left, with the blank before it.</summary>
    private static Script Rest(ReceivedRequest request)
    {
        var (role, text) = request.Said[^1];
        return new Script().ThenSays(role != "assistant" ? Whole : Whole.StartsWith(text, StringComparison.Ordinal) ? Whole[text.Length..] : $"'{text}' is no beginning.");
    }

    private static IEnumerable<(int Number, bool GoesOn, string Text)> Texts(IEnumerable<AttemptPiece> pieces) =>
        pieces.Where(piece => piece.Piece is Piece.Text).Select(piece => (piece.Attempt.Number, piece.Attempt.GoesOn, ((Piece.Text)piece.Piece).Value));

    private static string Folded(IEnumerable<AttemptPiece> pieces)
    {
        var (text, number) = (new StringBuilder(), 0);
        foreach (var (attempt, piece) in pieces)
        {
            if (attempt.Number != number && !attempt.GoesOn) text.Clear();
            number = attempt.Number;
            if (piece is Piece.Text some) text.Append(some.Value);
        }

        return text.ToString();
    }
}
