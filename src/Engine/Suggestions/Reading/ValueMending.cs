using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions.Schemas;

namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>
/// Changes values where the schema asks for it and only one change fits: the case of an enumeration's value, a number or list written as text, one value for a
/// list of one. Nothing is added, dropped or reordered, and where two readings would pass, none is taken.
/// </summary>
internal static class ValueMending
{
    private const int Rounds = 4;
    private const int Changes = 50;

    /// <summary>A reading that the schema accepts, or null. What comes out counts only where the budget is not exceeded.</summary>
    internal static Reading? Mend(Reading reading, CompiledSchema schema, BlockHandles handles, StepBudget budget)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var errors = schema.Judge(reading.Value, allAlternatives: true, budget);
            if (errors.Count == 0)
                return reading;
            if (Mend(reading, errors, schema, budget) is not { } mended)
                return null;
            // What was encoded twice may have handles in it.
            reading = mended.Resolved(handles);
        }
        return schema.Accepts(reading.Value, budget) ? reading : null;
    }

    private static Reading? Mend(Reading reading, IReadOnlyList<CandidateError> errors, CompiledSchema schema, StepBudget budget)
    {
        // Where an error is, is not known for all of them.
        if (errors.Any(error => error.IsAround))
            return null;
        List<Change> changes = [];
        foreach (var place in errors.GroupBy(error => error.Pointer).Take(Changes + 1))
        {
            // All choices are compared with what is there.
            if (!budget.Spend(place.Sum(error => 2 * error.Choices.Count)))
                return null;
            if (JsonPointer.Find(reading.Value, place.Key) is { } value && Only(reading.Value, place.Key, ValueChanges.For(value, [.. place]), schema, budget) is { } change)
                changes.Add(change);
        }
        if (changes.Count is 0 or > Changes)
            return null;
        // If it passes without one of them, that one is a guess among several.
        if (changes.Count > 1 && changes.Exists(left => Apply(reading.Value, changes.Where(change => change != left), budget) is { } without && schema.Accepts(without, budget)))
            return null;
        return Apply(reading.Value, changes, budget) is { } changed
            ? new(changed, [.. reading.Repairs, .. changes.Select(change => new Repair(change.Code, change.Pointer))])
            : null;
    }

    /// <summary>The one change that leaves nothing wrong at its place; null where none or several do.</summary>
    private static Change? Only(JsonElement root, string pointer, IEnumerable<(string Json, string Code)> changes, CompiledSchema schema, StepBudget budget)
    {
        Change? only = null;
        foreach (var (json, code) in changes)
        {
            var change = new Change(pointer, json, code);
            if (Apply(root, [change], budget) is not { } changed || !IsRight(changed, pointer, code, schema, budget))
                continue;
            if (only is not null)
                return null;
            only = change;
        }
        return only;
    }

    // What was wrapped or decoded may be wrong inside still; that is the next round's.
    private static bool IsRight(JsonElement changed, string pointer, string code, CompiledSchema schema, StepBudget budget) =>
        schema.Judge(changed, allAlternatives: true, budget).All(error =>
            error.Pointer != pointer && (code is RepairCodes.OneForList or RepairCodes.DoubleEncoded || !error.Pointer.StartsWith(pointer + "/", StringComparison.Ordinal)));

    private static JsonElement? Apply(JsonElement root, IEnumerable<Change> changes, StepBudget budget)
    {
        var source = JsonMarshal.GetRawUtf8Value(root);
        if (!budget.SpendReading(source.Length))
            return null;
        List<(int From, int To, string Json)> cuts = [];
        foreach (var change in changes)
        {
            var raw = JsonMarshal.GetRawUtf8Value(JsonPointer.Find(root, change.Pointer)!.Value);
            if (!source.Overlaps(raw, out var from))
                return null;
            cuts.Add((from, from + raw.Length, change.Json));
        }
        var text = new List<byte>(source.Length);
        var at = 0;
        foreach (var (from, to, json) in cuts.OrderBy(cut => cut.From))
        {
            if (from < at)
                return null;
            text.AddRange(source[at..from]);
            text.AddRange(Encoding.UTF8.GetBytes(json));
            at = to;
        }
        text.AddRange(source[at..]);
        return StrictJson.Read(CollectionsMarshal.AsSpan(text), out _);
    }

    private sealed record Change(string Pointer, string Json, string Code);
}
