using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary><c>minLength</c> and <c>maxLength</c>, in Unicode characters.</summary>
internal sealed class LengthConstraint(long min, long max) : Constraint
{
    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        if (value.ValueKind != JsonValueKind.String)
            return true;
        if (!evaluation.Spend(JsonMarshal.GetRawUtf8Value(value).Length / 64))
            return false;
        var length = Length(value);
        if (length >= min && length <= max)
            return true;
        if (evaluation.Collecting)
        {
            var (code, expected) = length < min ? ("min_length", $"at least {min} characters") : ("max_length", $"at most {max} characters");
            evaluation.Add(code, string.Create(CultureInfo.InvariantCulture, $"Expected {expected}, got {length}."), value, expected);
        }
        return false;
    }

    private static long Length(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        if (raw.Contains((byte)'\\'))
            raw = Encoding.UTF8.GetBytes(value.GetString()!);
        // Every character has one byte that does not continue another.
        var continuing = 0;
        foreach (var unit in raw)
            continuing += (unit & 0xC0) == 0x80 ? 1 : 0;
        return raw.Length - continuing;
    }
}

/// <summary><c>pattern</c>.</summary>
internal sealed class PatternConstraint(EcmaPattern pattern) : Constraint
{
    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        if (value.ValueKind != JsonValueKind.String || StringText.Holds(value, evaluation, (evaluation, pattern), static (text, at) => at.evaluation.Matches(at.pattern, text)))
            return true;
        if (evaluation.Collecting)
            evaluation.Add("pattern", $"Expected a string that matches {pattern.Source}, got {Evaluation.Shorten(value)}.", value, pattern.Source);
        return false;
    }
}

/// <summary><c>format</c> of strings, asserted.</summary>
internal sealed class FormatConstraint(string name, Func<ReadOnlySpan<char>, bool> holds) : Constraint
{
    /// <summary>Steps for each byte of a regular expression, beyond those for any text: its sets of characters are made.</summary>
    private const int PatternSteps = 2;

    /// <summary>The same for a host's name that is not all ASCII: its characters are looked up, and it is encoded.</summary>
    private const int NameSteps = 8;

    /// <summary>Of a host's name; longer ones are none.</summary>
    private const int NameBytes = 2_000;

    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        if (value.ValueKind == JsonValueKind.String && Cost(JsonMarshal.GetRawUtf8Value(value)) is > 0 and var cost && !evaluation.Spend(cost))
            return false;
        if (value.ValueKind != JsonValueKind.String || StringText.Holds(value, evaluation, holds, static (text, holds) => holds(text)))
            return true;
        if (evaluation.Collecting)
            evaluation.Add("format", $"Expected the format {name}, got {Evaluation.Shorten(value)}.", value, name);
        return false;
    }

    private long Cost(ReadOnlySpan<byte> raw) => name switch
    {
        "regex" => PatternSteps * (long)raw.Length,
        "hostname" or "email" or "idn-hostname" or "idn-email" when !Ascii.IsValid(raw) || raw.Contains((byte)'\\') || raw.IndexOf("--"u8) >= 0 => NameSteps * Math.Min(raw.Length, NameBytes),
        _ => 0,
    };
}

/// <summary>A string value's characters, without making a string where none is needed.</summary>
internal static class StringText
{
    internal delegate bool Condition<in T>(ReadOnlySpan<char> text, T state);

    internal static bool Holds<T>(JsonElement value, Evaluation evaluation, T state, Condition<T> holds)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        if (!evaluation.Spend(raw.Length / 8))
            return false;
        if (raw.Contains((byte)'\\'))
            return holds(value.GetString(), state);
        if (raw.Length > 256)
        {
            var rented = ArrayPool<char>.Shared.Rent(raw.Length);
            var passes = holds(rented.AsSpan(0, Encoding.UTF8.GetChars(raw, rented)), state);
            ArrayPool<char>.Shared.Return(rented);
            return passes;
        }
        Span<char> characters = stackalloc char[256];
        return holds(characters[..Encoding.UTF8.GetChars(raw, characters)], state);
    }
}
