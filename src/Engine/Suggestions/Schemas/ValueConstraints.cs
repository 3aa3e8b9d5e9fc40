using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>JSON Schema's types; <see cref="Number"/> includes <see cref="Integer"/>.</summary>
[Flags]
internal enum JsonTypes
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Object = 4,
    Array = 8,
    String = 16,
    Integer = 32,
    Number = 64,
    All = Null | Boolean | Object | Array | String | Integer | Number,
}

/// <summary><c>type</c>.</summary>
internal sealed class TypeConstraint(JsonTypes types, IReadOnlyList<string> names) : Constraint
{
    internal override JsonTypes Types => types.HasFlag(JsonTypes.Number) ? types | JsonTypes.Integer : types;

    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        if ((types & Of(value)) != 0)
            return true;
        if (evaluation.Collecting)
        {
            var expected = string.Join(" or ", names);
            evaluation.Add("type", $"Expected {expected}, got {Named(value)}.", value, expected);
        }
        return false;
    }

    private JsonTypes Of(JsonElement value) =>
        value.ValueKind != JsonValueKind.Number ? OfValue(value)
        : (types & (JsonTypes.Integer | JsonTypes.Number)) != JsonTypes.Integer ? JsonTypes.Number
        : IsInteger(value) ? JsonTypes.Integer : JsonTypes.None;

    internal static JsonTypes OfValue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonTypes.Object,
        JsonValueKind.Array => JsonTypes.Array,
        JsonValueKind.String => JsonTypes.String,
        JsonValueKind.True or JsonValueKind.False => JsonTypes.Boolean,
        JsonValueKind.Null => JsonTypes.Null,
        _ => JsonTypes.Number | JsonTypes.Integer,
    };

    // 1.0 is an integer in both drafts.
    internal static bool IsInteger(JsonElement value)
    {
        var text = JsonMarshal.GetRawUtf8Value(value);
        return !text.ContainsAny((byte)'.', (byte)'e', (byte)'E') || new JsonNumber(text).IsInteger;
    }

    internal static string Named(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.Null => "null",
        _ => "boolean",
    };
}

/// <summary><c>enum</c> and <c>const</c>.</summary>
internal sealed class AllowedValues : Constraint
{
    private readonly string _code;
    private readonly byte[][] _plain;
    private readonly FrozenSet<string> _canonical;
    private readonly HashSet<(JsonValueKind Kind, int Count)> _shapes;
    private readonly string[] _listed;
    private readonly string[] _choices;

    internal AllowedValues(string code, IReadOnlyList<JsonElement> values)
    {
        Types = values.Aggregate(JsonTypes.None, (types, value) => types | TypeConstraint.OfValue(value));
        _code = code;
        _canonical = values.Select(JsonEquality.Canonical).ToFrozenSet(StringComparer.Ordinal);
        _plain = [.. values.Where(value => value.ValueKind == JsonValueKind.String).Select(value => JsonMarshal.GetRawUtf8Value(value).ToArray()).Take(16)];
        _shapes = [.. values.Select(Shape)];
        _choices = [.. values.Select(value => value.GetRawText())];
        _listed = [.. values.Take(CandidateError.AllowedListed).Select(Evaluation.Shorten)];
    }

    internal override JsonTypes Types { get; }

    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        foreach (var plain in _plain)
        {
            if (raw.SequenceEqual(plain))
                return true;
        }
        if (MayBeIn(value) && (!evaluation.Spend(2 + (raw.Length / (value.ValueKind == JsonValueKind.String ? 16 : 2))) || _canonical.Contains(JsonEquality.Canonical(value))))
            return true;
        if (evaluation.Collecting)
        {
            var expected = _listed.Length == 1 ? _listed[0] : $"one of {string.Join(", ", _listed)}{(_listed.Length < _canonical.Count ? ", …" : "")}";
            evaluation.Add(_code, $"Expected {expected}, got {Evaluation.Shorten(value)}.", value, expected, _listed, _choices);
        }
        return false;
    }

    // Most values differ from all at the first look.
    private bool MayBeIn(JsonElement value) => _shapes.Contains(Shape(value));

    private static (JsonValueKind Kind, int Count) Shape(JsonElement value) => (value.ValueKind, value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength(),
        JsonValueKind.Object => value.GetPropertyCount(),
        _ => 0,
    });
}

/// <summary>A <c>format</c> of whole numbers.</summary>
internal sealed class WholeNumber(string name) : Constraint
{
    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        if (value.ValueKind != JsonValueKind.Number || TypeConstraint.IsInteger(value))
            return true;
        if (evaluation.Collecting)
            evaluation.Add("format", $"Expected a whole number ({name}), got {Evaluation.Shorten(value)}.", value, name);
        return false;
    }
}

/// <summary><c>minimum</c>, <c>maximum</c>, <c>exclusiveMinimum</c>, <c>exclusiveMaximum</c>, <c>multipleOf</c>: one of them, exactly.</summary>
internal sealed class NumberConstraint(string code, JsonElement bound) : Constraint
{
    private readonly JsonNumber _bound = new(JsonMarshal.GetRawUtf8Value(bound));
    private readonly long _length = JsonMarshal.GetRawUtf8Value(bound).Length;
    private readonly long? _small = bound.TryGetInt64(out var small) ? small : null;

    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        if (value.ValueKind != JsonValueKind.Number)
            return true;
        if (_small is { } small && value.TryGetInt64(out var number) ? Holds(number, small) : Holds(value, evaluation))
            return true;
        if (evaluation.Collecting)
        {
            var expected = $"{Words} {Evaluation.Shorten(bound)}";
            evaluation.Add(code, $"Expected a number {expected}, got {Evaluation.Shorten(value)}.", value, expected);
        }
        return false;
    }

    private bool Holds(long number, long small) => code switch
    {
        "minimum" => number >= small,
        "maximum" => number <= small,
        "exclusive_minimum" => number > small,
        "exclusive_maximum" => number < small,
        // The smallest long divided by -1 overflows, but a divisor is positive.
        _ => number % small == 0,
    };

    private bool Holds(JsonElement value, Evaluation evaluation)
    {
        var length = JsonMarshal.GetRawUtf8Value(value).Length;
        if (!evaluation.Spend(1 + (length / 16) + (code == "multiple_of" ? Division(length) : 0)))
            return false;
        var number = new JsonNumber(JsonMarshal.GetRawUtf8Value(value));
        return code switch
        {
            "minimum" => number.CompareTo(_bound) >= 0,
            "maximum" => number.CompareTo(_bound) <= 0,
            "exclusive_minimum" => number.CompareTo(_bound) > 0,
            "exclusive_maximum" => number.CompareTo(_bound) < 0,
            _ => number.IsMultipleOf(_bound),
        };
    }

    // The exponents' difference, of so many digits, is worked off digit by digit with numbers of the bound's size.
    private long Division(long length) => (length + _length) * _length * _length / 4_000;

    private string Words => code switch
    {
        "minimum" => "of at least",
        "maximum" => "of at most",
        "exclusive_minimum" => "above",
        "exclusive_maximum" => "below",
        _ => "that is a multiple of",
    };
}
