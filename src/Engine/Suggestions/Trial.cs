using System.Text.Json;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions.Reading;
using Constellation.Realtime.Engine.Suggestions.Schemas;

namespace Constellation.Realtime.Engine.Suggestions;

/// <summary>What the gate says of a text, for somebody who tries it: nothing is registered or suggested.</summary>
internal sealed record Trial
{
    /// <summary>What was read; null where it is invalid.</summary>
    public JsonElement? Value { get; private init; }

    /// <summary>What reading mended; empty where the text passes as it stands.</summary>
    public IReadOnlyList<Repair> Repairs { get; private init; } = [];

    /// <summary>All that is wrong; empty where it passes.</summary>
    public IReadOnlyList<CandidateError> Errors { get; private init; } = [];

    /// <summary><c>valid</c>, <c>repaired</c> or <c>invalid</c>.</summary>
    public string Verdict => Value is null ? "invalid" : Repairs.Count > 0 ? "repaired" : "valid";

    /// <summary>What nobody foresaw, where that is why it is invalid: to be logged. Null otherwise.</summary>
    internal Exception? Fault { get; private init; }

    /// <summary>Tries a text by a schema alone. Never throws.</summary>
    internal static Trial Of(CompiledSchema schema, string text)
    {
        try
        {
            var reading = CandidateReading.Read(text, schema, cutShort: false);
            return new() { Value = reading.Value, Repairs = reading.Repairs, Errors = reading.Errors };
        }
#pragma warning disable CA1031 // A fault in here is told apart from what is wrong with the text, and logged.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return Of(Suggestions.Verdict.Refused.By(fault));
        }
    }

    /// <summary>Tries a text by a target, with its rules. Never throws.</summary>
    internal static Trial Of(Target target, string text, GraphSnapshot catalogue) => SuggestionCheck.Check(target, text, catalogue, cutShort: false) switch
    {
        Suggestions.Verdict.Accepted { Suggestion: var suggestion } => new() { Value = suggestion.Payload, Repairs = suggestion.Repairs },
        Suggestions.Verdict.Refused refused => Of(refused),
        _ => throw new InvalidOperationException("A verdict is one of the two."),
    };

    private static Trial Of(Suggestions.Verdict.Refused refused) => new() { Errors = refused.Errors, Fault = refused.Fault };
}
