using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.Evaluation;

/// <summary>All goals as one provider answered them.</summary>
/// <param name="Provider">Its kind.</param>
/// <param name="Model">Its model.</param>
/// <param name="Prices">What its tokens cost.</param>
/// <param name="Results">In the order of the goals.</param>
internal sealed record EvaluationRow(string Provider, string Model, TokenPrices Prices, IReadOnlyList<GoalResult> Results)
{
    public int Goals => Results.Count;

    /// <summary>Goals whose last turn completed.</summary>
    public int Completed => Results.Count(result => result.Ended == SessionEventTypes.TurnCompleted);

    /// <summary>The share of candidates that passed, from 0 to 1; null where there were none.</summary>
    public double? Valid => Share(Results.Sum(result => result.Ready), Results.Sum(result => result.Ready + result.Invalid));

    /// <summary>Of the goals that want a pipeline, the share that got one with the right blocks; null where none wants one.</summary>
    public double? RightBlocks => Share(Results.Count(result => result is { Goal.WantsPipeline: true, Wrong: null }), Results.Count(result => result.Goal.WantsPipeline));

    /// <summary>The share of all goals that is answered rightly, those that nothing serves among them.</summary>
    public double? Right => Share(Results.Count(result => result.Wrong is null), Goals);

    public int Repairs => Results.Sum(result => result.Repairs);

    public long InputTokens => Results.Sum(result => result.InputTokens);

    public long OutputTokens => Results.Sum(result => result.OutputTokens);

    public decimal Cost => Prices.Of(InputTokens, OutputTokens);

    /// <summary>Of a whole goal, in seconds.</summary>
    public double MedianSeconds => Median(Results.Select(result => result.Seconds));

    /// <summary>Of the wait for the last reply's first text, in seconds.</summary>
    public double MedianFirstTextSeconds => Median(Results.Select(result => result.FirstTextSeconds).OfType<double>());

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}
