using System.Text.Json;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions.Schemas;

namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>What a text says, by a schema: the value, how it had to be mended, or why it is none.</summary>
internal sealed record CandidateReading
{
    private CandidateReading()
    {
    }

    /// <summary>The value that the schema accepts; null where there are <see cref="Errors"/>.</summary>
    public JsonElement? Value { get; private init; }

    /// <summary>Empty: the text is strict JSON as it stands.</summary>
    public IReadOnlyList<Repair> Repairs { get; private init; } = [];

    public IReadOnlyList<CandidateError> Errors { get; private init; } = [];

    /// <summary>Reads the text leniently and judges it strictly. Of several values the schema decides; where it accepts two that differ, none is taken.</summary>
    /// <param name="cutShort">Whether the model was stopped before it had said all: then nothing passes.</param>
    /// <param name="handles">What the text may have for the ids of blocks; the value has full ids.</param>
    /// <param name="budget">What may be spent on it, where it is shared with others; what a candidate has by itself where absent.</param>
    internal static CandidateReading Read(string text, CompiledSchema schema, bool cutShort, BlockHandles? handles = null, StepBudget? budget = null)
    {
        if (cutShort)
            return Refused([new() { Pointer = "", Code = FindingCodes.CutShort, Message = "The answer was cut before its end." }]);
        if (string.IsNullOrWhiteSpace(text))
            return Refused([new() { Pointer = "", Code = FindingCodes.Empty, Message = "There is nothing here." }]);
        var readings = CandidateText.Read(text, out var error);
        return error is null ? Choose(readings, schema, handles ?? BlockHandles.None, budget ?? new StepBudget()) : Refused([error]);
    }

    private static CandidateReading Choose(IReadOnlyList<Reading> written, CompiledSchema schema, BlockHandles handles, StepBudget budget)
    {
        Reading[] readings = [.. written.Select(reading => reading.Resolved(handles))];
        var judged = readings.Select(reading => (Reading: reading, Errors: schema.Judge(reading.Value, budget: budget))).ToArray();
        if (judged.SelectMany(entry => entry.Errors).FirstOrDefault(error => error.Code == FindingCodes.TooCostly) is { } costly)
            return Refused([costly]);
        Reading[] passing = [.. judged.Where(entry => entry.Errors.Count == 0).Select(entry => entry.Reading)];
        if (passing.Length == 0)
            passing = [.. readings.Select(reading => ValueMending.Mend(reading, schema, handles, budget) ?? Decode(reading, schema, handles, budget)).OfType<Reading>()];
        // Mending that was not done to its end may have found one of several; what was wrong before is known, and more use than that it took too long.
        if (budget.IsExceeded)
            passing = [];
        return Different(passing) switch
        {
            [var only] => schema.Second?.Refuse(only.Value) is { } disagreement ? Refused([disagreement]) : new() { Value = only.Value, Repairs = only.Repairs },
            [_, _] => Refused([new() { Pointer = "", Code = FindingCodes.Ambiguous, Message = "Several values that differ would pass: write just one." }]),
            // The last one is what the model came to; its errors are what it should hear of.
            _ => Refused(judged.Reverse().MinBy(entry => entry.Errors.Count).Errors),
        };
    }

    private static Reading[] Different(Reading[] passing) =>
        passing.Length < 2 ? passing : [.. passing.DistinctBy(reading => JsonEquality.Canonical(reading.Value)).Take(2)];

    /// <summary>A string that holds what was meant, written once more.</summary>
    private static Reading? Decode(Reading reading, CompiledSchema schema, BlockHandles handles, StepBudget budget)
    {
        if (reading.Value.ValueKind != JsonValueKind.String || CandidateText.Read(reading.Value.GetString()!, out _) is not [var inner])
            return null;
        var decoded = new Reading(inner.Value, [.. reading.Repairs, new(RepairCodes.DoubleEncoded, ""), .. inner.Repairs]).Resolved(handles);
        return schema.Accepts(decoded.Value, budget) ? decoded : ValueMending.Mend(decoded, schema, handles, budget);
    }

    private static CandidateReading Refused(IReadOnlyList<CandidateError> errors) => new() { Errors = errors };
}
