using Constellation.Realtime.Chaos.Checking;

namespace Constellation.Realtime.Chaos;

/// <summary>What a run ends with, see <see cref="Help"/>.</summary>
internal static class ExitCode
{
    public const int Kept = 0;
    public const int Broken = 1;
    public const int Misunderstood = 2;
    public const int Void = 3;
    public const int BrokenOff = 4;
    public const int BrokenElsewhere = 5;

    /// <param name="verdict">On the run.</param>
    /// <param name="rules">Of which one must be broken, in a run that counts; none where none must.</param>
    public static int Of(Verdict verdict, IReadOnlyList<Rule> rules)
    {
        if (rules.Count > 0 && !verdict.Holds)
        {
            if (verdict.IsBrokenOff) return BrokenOff;
            if (!verdict.Counts) return Void;
            return rules.Any(verdict.ByRule.ContainsKey) ? Broken : BrokenElsewhere;
        }

        if (!verdict.Holds) return Broken;
        if (verdict.IsBrokenOff) return BrokenOff;
        return verdict.Counts ? Kept : Void;
    }
}
