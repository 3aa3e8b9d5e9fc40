namespace Constellation.Realtime.Engine.Evaluation;

/// <summary>What a provider's tokens cost, per million of them, in whatever currency.</summary>
internal sealed record TokenPrices(decimal Input, decimal Output)
{
    public decimal Of(long input, long output) => ((input * Input) + (output * Output)) / 1_000_000m;
}
