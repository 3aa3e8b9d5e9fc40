using System.Text.Json;
using Constellation.Realtime.Engine.Providers;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>An answer that breaks off is never taken for a whole one, and a whole one never for broken.</summary>
public abstract class CutSpec : ProviderSpec
{
    /// <summary>Bytes that each wire has at most behind its end mark: the bill, and the word that nothing more comes.</summary>
    private const int BehindTheEndMark = 300;

    private const int LongestAnswer = 4_000;

    private static readonly string[] Said = [.. Enumerable.Range(0, 6).Select(i => $"Größe {i} 🛰️ ")];

    private static readonly string Written = JsonSerializer.Serialize(new { name = "Größe", note = string.Concat(Enumerable.Range(0, 24).Select(i => $"block {i}, ")) });

    private protected CutSpec(ProviderWire wire) : base(wire)
    {
    }

    [Fact]
    public async Task An_answer_without_an_end_mark_is_broken()
    {
        Llm.Says("So it is").ThenEndsWithoutFinish();

        Assert.Equal(ProviderFault.Broken, (await FailsAsync()).Fault);
    }

    [Fact]
    public async Task A_finished_answer_stands_when_what_comes_after_it_breaks()
    {
        Llm.Says("So").ThenFinishes("stop").ThenBreaks();

        var pieces = await ReadAsync();

        Assert.Equal("So", Text(pieces));
        Assert.Equal(new Piece.End(Finish.Stop), pieces[^1]);
    }

    /// <summary>A clean cut is told from an end by the content alone, so it is made at each byte. A broken connection is an error of its own wherever it breaks.</summary>
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 5)]
    public async Task An_answer_that_is_cut_anywhere_before_its_end_mark_has_no_end_and_anywhere_behind_it_is_whole(bool cleanly, int step)
    {
        var (firstWhole, wholes) = (0, 0);

        for (var cut = 0; firstWhole == 0 ? cut < LongestAnswer : cut < firstWhole + BehindTheEndMark; cut += step)
        {
            Llm.Says(Said).ThenCalls("suggest_pipeline", Written, 5).CutAfter(cut, cleanly);
            var pieces = new List<Piece>();
            try
            {
                await foreach (var piece in Provider.StreamAsync(Ask(), default)) pieces.Add(piece);
            }
            catch (ProviderException fault)
            {
                Assert.Equal((ProviderFault.Broken, 0), (fault.Fault, firstWhole));
                Assert.DoesNotContain(pieces, piece => piece is Piece.End);
                Assert.StartsWith(Text(pieces), string.Concat(Said), StringComparison.Ordinal);
                continue;
            }

            Assert.Equal((string.Concat(Said), new Piece.End(Finish.ToolCalls)), (Text(pieces), pieces[^1]));
            Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Written), JsonElement.Parse(Arguments(pieces))));
            (firstWhole, wholes) = (firstWhole == 0 ? cut : firstWhole, wholes + 1);
        }

        Assert.InRange(firstWhole, 1_500, LongestAnswer);
        Assert.Equal(BehindTheEndMark / step, wholes);
    }
}
