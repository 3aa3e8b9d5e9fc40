namespace Constellation.Realtime.Engine.Prompting;

/// <summary>Something that the person settled for the session.</summary>
/// <param name="Kind">What it is about; of all kinds but <see cref="FactKinds.Rule"/> and <see cref="FactKinds.Not"/> there is one at most.</param>
/// <param name="Value">What it is.</param>
/// <param name="Said">The sentence that settled it, as the person wrote it; cut where it is long.</param>
internal sealed record Fact(string Kind, string Value, string Said);

/// <summary>What facts are about.</summary>
internal static class FactKinds
{
    public const string Sensor = "sensor";
    public const string Region = "region";
    public const string Cadence = "cadence";
    public const string Output = "output";
    public const string Resolution = "resolution";
    public const string Period = "period";

    /// <summary>Something that is not wanted.</summary>
    public const string Not = "not";

    /// <summary>Something else that shall always hold.</summary>
    public const string Rule = "rule";
}
