using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.Registry;
using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.ScriptedModel;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Constellation.Realtime.Hub.Tests.Repairing;

/// <summary>What becomes of a model's faults, over HTTP from the model to the person: mended here, mended by the model with what it is told, or honestly given up.</summary>
public sealed class RepairingTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int AtOnce = 4;

    private readonly string _graph = Path.GetTempFileName();
    private TestNode _node = null!;

    public async Task InitializeAsync()
    {
        SmallGraph.WriteTo(_graph);
        _node = new TestNode(null, ("Graph:Path", _graph));
        await _node.InitializeAsync();
        var site = Target.Register("site", "A place where something is measured.", JsonElement.Parse(Payloads.SiteSchema), out _)!;
        await _node.Services.GetRequiredService<TargetRegistry>().RegisterAsync([site], default);
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        File.Delete(_graph);
    }

    [Fact]
    public async Task Of_twelve_classes_of_fault_nearly_all_end_in_what_was_meant_and_the_stubborn_ones_honestly()
    {
        var cases = Faults.All().ToArray();
        var models = cases.Select(entry => new FaultyModel(entry.Fault, entry.Fenced)).ToArray();
        _node.Llm.Otherwise.Decides(request => models[CaseOf(request)].Answer(request));
        var answers = new Answered[cases.Length];
        var door = await _node.OpenHubAsync();

        await Parallel.ForAsync(0, cases.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
            answers[number] = await door.AskToEndAsync(number.ToString(CultureInfo.InvariantCulture)));

        var wrong = new ConcurrentBag<string>();
        var results = cases.Select((entry, number) => Judge(entry.Fault, entry.Fenced, models[number], answers[number], wrong)).ToArray();
        Tell(results);
        foreach (var one in wrong.Order(StringComparer.Ordinal)) output.WriteLine(one);
        var helped = results.Where(result => result.Class != "stubborn").ToArray();
        Assert.Equal(12, results.Select(result => result.Class).Distinct().Count());
        Assert.Empty(wrong);
        Assert.True(helped.Count(result => result.Ready) >= 0.98 * helped.Length);
        Assert.True(results.Average(result => result.Extra) <= 0.4);
        Assert.All(results.Where(result => result.Class == "stubborn"), result => Assert.True(result.Honest));
    }

    private static Result Judge(Fault fault, bool fenced, FaultyModel model, Answered answered, ConcurrentBag<string> wrong)
    {
        var invalid = answered.Events.Where(e => e.Type == SessionEventTypes.SuggestionInvalid).ToArray();
        var told = $"{fault.Class}, {fault.About}, {fault.Target}{(fenced ? ", fenced" : "")}";
        var errors = string.Join("; ", invalid.SelectMany(e => e.Errors!).Select(error => $"{error.Pointer} {error.Code} {error.Message}"));
        var ready = answered.Suggestions.Count == 1 && IsMeant(answered.Suggestions[0], fault);
        var honest = fault.Stubborn.Count > 0 && answered.Suggestions.Count == 0 && invalid.Length <= 4 && invalid[^1].WillRetry == false && invalid.Count(e => e.WillRetry == true) <= 2
            && (answered.Ending == SessionEventTypes.TurnFailed ? fault.Stubborn[^1].Length == 0 : answered.Text == fault.Stubborn[^1]);
        var extra = model.Asked - model.Needed;
        if (fault.Stubborn.Count == 0 && !ready) wrong.Add($"{told}: not what was meant: {errors}");
        if (fault.IsMendedHere && extra > 0) wrong.Add($"{told}: the model was asked again: {errors}");
        return new Result(fault.Class, ready, honest, extra);
    }

    private static bool IsMeant(Suggestion suggestion, Fault fault) => suggestion.Target == (fault.RightTarget ?? fault.Target)
        && JsonNode.DeepEquals(JsonNode.Parse(suggestion.Payload.GetRawText()), JsonNode.Parse(FaultyModel.Filled(fault.Right, SmallGraph.IdOf)));

    private static int CaseOf(ReceivedRequest request) => int.Parse(
        request.Said.First(said => said.Role == "user" && int.TryParse(said.Text, out _)).Text, CultureInfo.InvariantCulture);

    private void Tell(IReadOnlyList<Result> results)
    {
        foreach (var kind in results.GroupBy(result => result.Class))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind.Key,-26} {kind.Count(),4} cases, {kind.Count(result => result.Ready),4} ready, {kind.Average(result => result.Extra):F2} extra turns"));
        var helped = results.Where(result => result.Class != "stubborn").ToArray();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{results.Count} in all: {100.0 * helped.Count(result => result.Ready) / helped.Length:F1} % of those that can be helped end ready; {results.Average(result => result.Extra):F2} extra turns on average, stubborn ones included"));
    }

    private sealed record Result(string Class, bool Ready, bool Honest, int Extra);
}
