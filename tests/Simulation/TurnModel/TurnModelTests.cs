namespace Constellation.Realtime.Simulation.TurnModel;

/// <summary>The protocol as a model, every state of it. All variants: <c>TURN_MODEL=deep dotnet test tests/Simulation --filter TurnModel</c>.</summary>
public sealed class TurnModelTests
{
    private static readonly bool IsDeep = Environment.GetEnvironmentVariable("TURN_MODEL") == "deep";

    private static Variant[] All => IsDeep ? [.. Variant.Quick, .. Variant.Deep] : Variant.Quick;

    public static TheoryData<string> Holding => [.. All.Where(variant => variant.Breaks is null).Select(variant => variant.Name)];

    public static TheoryData<string, string> Broken
    {
        get
        {
            var broken = new TheoryData<string, string>();
            foreach (var variant in All) if (variant.Breaks is { } promise) broken.Add(variant.Name, promise);
            return broken;
        }
    }

    [Theory]
    [MemberData(nameof(Holding))]
    public void The_protocol_keeps_its_promises_in_every_state(string name)
    {
        var found = SearchOf(name).Run();

        Assert.True(found.Violation is null, $"{found.Violation}: {string.Join(" > ", found.Trace)}");
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void With_a_part_taken_out_some_state_breaks_the_promise_that_it_keeps(string name, string promise)
    {
        var found = SearchOf(name).Run();

        Assert.Contains(promise, found.Violation, StringComparison.Ordinal);
        Assert.NotEmpty(found.Trace);
    }

    private static Search SearchOf(string name)
    {
        var variant = All.Single(one => one.Name == name);
        return new Search(new Protocol(variant.Rules, variant.Faults));
    }
}
