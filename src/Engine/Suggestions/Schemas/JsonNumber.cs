using System.Globalization;
using System.Numerics;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>A JSON number exactly as its text says: digits × 10^exponent, of any size. Nothing is ever expanded, so <c>1e999999999</c> costs nothing.</summary>
internal readonly struct JsonNumber : IComparable<JsonNumber>
{
    private readonly bool _negative;
    private readonly string _digits;
    private readonly BigInteger _exponent;

    /// <summary>Reads a number's text, which must be valid JSON.</summary>
    internal JsonNumber(ReadOnlySpan<byte> text)
    {
        _negative = text[0] == '-';
        var mantissa = _negative ? text[1..] : text;
        if (mantissa.IndexOfAny((byte)'e', (byte)'E') is var e and >= 0)
        {
            _exponent = BigInteger.Parse(Latin(mantissa[(e + 1)..]), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            mantissa = mantissa[..e];
        }
        var point = mantissa.IndexOf((byte)'.');
        var digits = point < 0 ? Latin(mantissa) : Latin(mantissa[..point]) + Latin(mantissa[(point + 1)..]);
        _exponent -= point < 0 ? 0 : mantissa.Length - point - 1;
        var significant = digits.TrimEnd('0');
        _exponent += digits.Length - significant.Length;
        _digits = significant.TrimStart('0');
        if (_digits.Length == 0)
            (_negative, _exponent) = (false, BigInteger.Zero);
    }

    internal bool IsInteger => _exponent.Sign >= 0;

    /// <summary>Whether this is a whole multiple of <paramref name="divisor"/>, which must be positive.</summary>
    internal bool IsMultipleOf(JsonNumber divisor)
    {
        if (_digits.Length == 0)
            return true;
        // The digits end in no zero, so they are no multiple of ten, which a smaller exponent would ask for.
        var shift = _exponent - divisor._exponent;
        if (shift.Sign < 0)
            return false;
        var modulus = Whole(divisor._digits);
        return (Whole(_digits) % modulus * BigInteger.ModPow(10, shift, modulus) % modulus).IsZero;
    }

    public int CompareTo(JsonNumber other)
    {
        var sign = Sign.CompareTo(other.Sign);
        if (sign != 0 || Sign == 0)
            return sign;
        var magnitude = (_digits.Length + _exponent).CompareTo(other._digits.Length + other._exponent);
        if (magnitude == 0)
            magnitude = string.CompareOrdinal(_digits, other._digits);
        return _negative ? -magnitude : magnitude;
    }

    /// <summary>The same for all spellings of the same number.</summary>
    internal string Canonical => $"{(_negative ? "-" : "")}{_digits}e{_exponent.ToString(CultureInfo.InvariantCulture)}";

    private int Sign => _digits.Length == 0 ? 0 : _negative ? -1 : 1;

    private static BigInteger Whole(string digits) => BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Latin(ReadOnlySpan<byte> text) => System.Text.Encoding.Latin1.GetString(text);
}
