using Constellation.Realtime.Engine.Prompting;

namespace Constellation.Realtime.Engine.Tests.Prompting;

public sealed class FactReaderTests
{
    [Theory]
    [InlineData("only Sentinel-1", "sensor: only Sentinel-1")]
    [InlineData("Please use only Sentinel-1 for this.", "sensor: only Sentinel-1")]
    [InlineData("We work in Kenya", "region: Kenya")]
    [InlineData("Can you map floods in Kenya monthly?", "region: Kenya|cadence: monthly")]
    [InlineData("Map floods around Lake Turkana", "region: Lake Turkana")]
    [InlineData("Put results into GeoTIFF", "output: GeoTIFF")]
    [InlineData("At 10 m resolution, since 2019", "resolution: 10 m or finer|period: since 2019")]
    [InlineData("No Landsat please", "not: Landsat")]
    [InlineData("Never suggest anything that costs money", "rule: Never suggest anything that costs money")]
    [InlineData("Nur Sentinel-1 in Kenia, monatlich", "sensor: only Sentinel-1|cadence: monthly|region: Kenia")]
    [InlineData("What is Sentinel-1?", "")]
    [InlineData("Which satellites pass over Kenya?", "")]
    [InlineData("Thank you", "")]
    public void What_a_statement_settles_is_a_fact_and_what_a_question_asks_is_none(string message, string facts) =>
        Assert.Equal(facts, Text(Fold(message)));

    [Theory]
    [InlineData("only Sentinel-1|use Sentinel-2 instead", "sensor: Sentinel-2")]
    [InlineData("only Sentinel-1|use Sentinel-2 instead of Sentinel-1", "sensor: Sentinel-2")]
    [InlineData("For Kenya|for Uganda, rather", "region: Uganda")]
    [InlineData("monthly|Make it weekly", "cadence: weekly")]
    [InlineData("Use Sentinel-1|Use Sentinel-2 as well", "sensor: Sentinel-1, Sentinel-2")]
    [InlineData("No Landsat|Use Landsat", "sensor: Landsat")]
    [InlineData("Use Landsat|No Landsat", "not: Landsat")]
    [InlineData("In Kenya, monthly|Forget Kenya", "cadence: monthly")]
    [InlineData("Only Sentinel-1|Any sensor will do", "")]
    [InlineData("Only Sentinel-1 in Kenya|Start over", "")]
    [InlineData("Only Sentinel-1|Detect any ships in Kenya", "sensor: only Sentinel-1|region: Kenya")]
    public void A_later_statement_takes_the_place_of_what_it_contradicts(string messages, string facts) =>
        Assert.Equal(facts, Text(Fold(messages.Split('|'))));

    [Fact]
    public void However_much_is_said_the_facts_stay_few_and_short()
    {
        var facts = Fold([.. Enumerable.Range(0, 200).Select(i => $"Never do thing number {i} {new string('x', 500)}.")]);

        Assert.InRange(facts.Count, 1, 30);
        Assert.All(facts, fact => Assert.InRange(fact.Said.Length, 1, 201));
        Assert.Contains("199", facts[^1].Value, StringComparison.Ordinal);
    }

    private static IReadOnlyList<Fact> Fold(params string[] messages) => messages.Aggregate((IReadOnlyList<Fact>)[], FactReader.Fold);

    private static string Text(IReadOnlyList<Fact> facts) => string.Join('|', facts.Select(fact => $"{fact.Kind}: {fact.Value}"));
}
