namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>
/// What the whole check of one candidate may spend: judging each of its readings, and every change that is tried to mend them. In the steps of
/// <see cref="Evaluation"/>; some 80 ms. Used by one thread.
/// </summary>
internal sealed class StepBudget
{
    private const int Steps = 1_000_000;

    /// <summary>Bytes of JSON that are written and read again for a step.</summary>
    private const int BytesRead = 16;

    internal int Left { get; private set; } = Steps;

    /// <summary>Whether something was left undone for it: then nothing counts as passed.</summary>
    internal bool IsExceeded { get; private set; }

    /// <summary>False where there is not so much left.</summary>
    internal bool Spend(long steps)
    {
        if (steps > Left)
            IsExceeded = true;
        Left = (int)Math.Max(Left - steps, 0);
        return !IsExceeded;
    }

    /// <summary>The same for reading JSON once more.</summary>
    internal bool SpendReading(long bytes) => Spend(1 + (bytes / BytesRead));
}
