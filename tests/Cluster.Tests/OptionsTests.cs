using Constellation.Realtime.BrokenHub.Crashing;
using Constellation.Realtime.Chaos;
using Constellation.Realtime.Chaos.Checking;
using Constellation.Realtime.Chaos.Driving;

namespace Constellation.Realtime.Cluster.Tests;

/// <summary>What <c>./chaos.sh</c> takes, and what it says of itself.</summary>
public sealed class OptionsTests
{
    [Theory]
    [InlineData("--faults says nothing.", "--faults")]
    [InlineData("There is no --fault.", "--fault", "60")]
    [InlineData("--faults takes a number, not 'many'.", "--faults", "many")]
    [InlineData("--seed takes a number, not '-1'.", "--seed", "-1")]
    [InlineData("There is no peer 'nobody'. There are: constellation, ", "--peer", "nobody")]
    [InlineData("There is no rule '3'. There are: other, fold, ", "--breach", "owner,3")]
    [InlineData("There is no file /nowhere.", "--check", "/nowhere")]
    public void What_cannot_be_understood_is_named(string named, params string[] args)
    {
        Assert.False(Options.TryParse(args, out _, out var wrong));
        Assert.StartsWith(named, wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_understood_is_there()
    {
        Assert.True(Options.TryParse(["--faults", "7", "--peer", "without-fence", "--breach", "owner,Fold"], out var options, out _));

        Assert.Equal((7, 60, "without-fence"), (options.Number("--faults", 60), options.Number("--patience", 60), options.Text("--peer")));
        Assert.Equal([Rule.Owner, Rule.Fold], options.Rules);
        Assert.EndsWith($" --seed {options.Seed}", options.Command, StringComparison.Ordinal);
    }

    [Fact]
    public void The_help_names_every_option_fault_crash_point_rule_and_peer()
    {
        string[] named =
        [
            .. RealtimeFaults.Names, .. CrashPoints.All.Select(point => point.Name), .. Enum.GetNames<Rule>().Select(rule => rule.ToLowerInvariant()), .. Peers.All.Keys,
            .. Options.Known,
        ];

        Assert.All(named, name => Assert.Contains(name, Help.Text, StringComparison.Ordinal));
    }

    /// <summary>One that is not among them is never died at.</summary>
    [Fact]
    public void Every_crash_point_is_one_of_them_all()
    {
        var points = typeof(CrashPoints).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).ToList();

        Assert.Equal(points, CrashPoints.All.Select(point => point.Name));
        Assert.Equal(points.Count, points.Distinct().Count());
    }

    /// <summary>In whatever process: what a run chose can be chosen again.</summary>
    [Fact]
    public void A_seed_makes_the_same_choices_in_every_process()
    {
        var random = Chance.Of(7, 3);

        Assert.Equal([659, 369, 545], [random.Next(1000), random.Next(1000), random.Next(1000)]);
    }
}
