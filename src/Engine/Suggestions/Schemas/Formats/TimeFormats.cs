namespace Constellation.Realtime.Engine.Suggestions.Schemas.Formats;

/// <summary>RFC 3339, section 5.6 and appendix A.</summary>
internal static class TimeFormats
{
    internal static bool IsDateTime(ReadOnlySpan<char> text) =>
        text.Length > 11 && text[10] is 'T' or 't' && IsDate(text[..10]) && IsTime(text[11..]);

    internal static bool IsDate(ReadOnlySpan<char> text)
    {
        if (text.Length != 10 || text[4] != '-' || text[7] != '-')
            return false;
        var (year, month, day) = (Number(text[..4]), Number(text[5..7]), Number(text[8..]));
        // DateTime has no year 0, whose February has 29 days.
        return year >= 0 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year == 0 ? 2000 : year, month);
    }

    internal static bool IsTime(ReadOnlySpan<char> text)
    {
        if (text.Length < 9 || text[2] != ':' || text[5] != ':')
            return false;
        var (hour, minute, second) = (Number(text[..2]), Number(text[3..5]), Number(text[6..8]));
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60)
            return false;
        var rest = text[8..];
        if (rest[0] == '.')
        {
            var digits = Digits(rest[1..]);
            if (digits == 0)
                return false;
            rest = rest[(digits + 1)..];
        }
        if (Offset(rest) is not { } offset)
            return false;
        // A leap second is the last of a day in UTC.
        return second < 60 || ((hour * 60) + minute - offset + 2880) % 1440 == 1439;
    }

    /// <summary>Minutes east of UTC.</summary>
    private static int? Offset(ReadOnlySpan<char> text)
    {
        if (text is "Z" or "z")
            return 0;
        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':')
            return null;
        var (hours, minutes) = (Number(text[1..3]), Number(text[4..]));
        if (hours is < 0 or > 23 || minutes is < 0 or > 59)
            return null;
        return (text[0] == '-' ? -1 : 1) * ((hours * 60) + minutes);
    }

    internal static bool IsDuration(ReadOnlySpan<char> text)
    {
        if (text.Length < 3 || text[0] != 'P')
            return false;
        text = text[1..];
        if (text[^1] == 'W')
            return Digits(text) == text.Length - 1 && text.Length > 1;
        var time = text.IndexOf('T');
        var date = time < 0 ? text : text[..time];
        return (!date.IsEmpty || time >= 0) && Follow(date, "YMD") && (time < 0 || (text.Length > time + 1 && Follow(text[(time + 1)..], "HMS")));
    }

    /// <summary>Numbers with units that follow each other without a gap, as the RFC's grammar has it: P1Y2D is none.</summary>
    private static bool Follow(ReadOnlySpan<char> text, ReadOnlySpan<char> units)
    {
        var last = -1;
        while (!text.IsEmpty)
        {
            var digits = Digits(text);
            if (digits == 0 || digits == text.Length)
                return false;
            var unit = units.IndexOf(text[digits]);
            if (unit < 0 || (last >= 0 && unit != last + 1))
                return false;
            last = unit;
            text = text[(digits + 1)..];
        }
        return true;
    }

    private static int Digits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : text.Length;

    /// <summary>-1 where there is anything but digits.</summary>
    private static int Number(ReadOnlySpan<char> text)
    {
        var number = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit(digit))
                return -1;
            number = (number * 10) + digit - '0';
        }
        return number;
    }
}
