using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions.Rules;
using Xunit.Abstractions;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

public sealed class TypeRulesTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_rules_agree_with_people_on_which_model_can_work_on_which_dataset()
    {
        var catalogue = await BundledAsync();
        var blocks = catalogue.Blocks.ToDictionary(block => block.Name);

        var judged = LabelledPairs.All.Select(pair =>
            (pair.Dataset, pair.Model, pair.Fits, Passes: !TypeRules.Misfits(blocks[pair.Dataset], blocks[pair.Model]).Any())).ToArray();

        var (hits, misses) = (judged.Count(pair => pair.Fits && pair.Passes), judged.Where(pair => pair.Fits != pair.Passes).ToArray());
        var precision = (double)hits / judged.Count(pair => pair.Passes);
        var recall = (double)hits / judged.Count(pair => pair.Fits);
        output.WriteLine($"{judged.Length} pairs: precision {precision:0.000}, recall {recall:0.000}");
        foreach (var miss in misses)
            output.WriteLine($"{(miss.Fits ? "refused" : "let through")}: {miss.Dataset} → {miss.Model}");
        Assert.True(recall == 1, "A pair that fits was refused.");
        Assert.True(precision >= 0.9, $"precision {precision:0.000}");
    }

    [Fact]
    public async Task Every_edge_of_the_bundled_catalogue_passes_the_rules()
    {
        var catalogue = await BundledAsync();

        var refused = catalogue.Edges.Where(edge =>
            TypeRules.Misfits(catalogue.Find(edge.SourceBlockId)!, catalogue.Find(edge.TargetBlockId)!).Any());

        Assert.Empty(refused);
        Assert.True(catalogue.Edges.Count > 300);
    }

    private static async Task<GraphSnapshot> BundledAsync()
    {
        await using var stream = typeof(GraphSnapshot).Assembly.GetManifestResourceStream("catalogue.json")!;
        return await GraphJson.ReadAsync(stream, "catalogue.json", CancellationToken.None);
    }
}
