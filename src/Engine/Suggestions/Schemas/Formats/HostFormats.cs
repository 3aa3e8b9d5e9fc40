using System.Globalization;

namespace Constellation.Realtime.Engine.Suggestions.Schemas.Formats;

/// <summary>Names and addresses of hosts and mailboxes: RFC 1123, 5890, 2673, 4291, 5321, 6531.</summary>
internal static class HostFormats
{
    private const int NameChars = 253;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    internal static bool IsHostname(ReadOnlySpan<char> text, bool international)
    {
        if (text.IsEmpty || text.Length > NameChars)
            return false;
        var total = -1;
        foreach (var range in text.Split('.'))
        {
            var length = text[range].Length;
            if (!IsLabel(text[range]) && !(international && IdnLabels.IsUnicode(text[range], out length)))
                return false;
            total += length + 1;
        }
        return total <= NameChars;
    }

    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.IsEmpty || label.Length > 63 || label[0] == '-' || label[^1] == '-')
            return false;
        foreach (var character in label)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '-')
                return false;
        }
        return label.Length < 4 || label[2] != '-' || label[3] != '-' || IsEncoded(label);
    }

    // Two hyphens there are reserved (RFC 5891, section 4.2.3.1) for labels that say a Unicode one.
    private static bool IsEncoded(ReadOnlySpan<char> label)
    {
        if (!label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase))
            return false;
        try
        {
            var name = label.ToString();
            var decoded = Idn.GetUnicode(name);
            return IdnLabels.IsUnicode(decoded, out _) && Idn.GetAscii(decoded).Equals(name, StringComparison.OrdinalIgnoreCase) && !decoded.Equals(name, StringComparison.OrdinalIgnoreCase);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    internal static bool IsIPv4(ReadOnlySpan<char> text)
    {
        var parts = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (++parts > 4 || part.Length is 0 or > 3 || part.ContainsAnyExceptInRange('0', '9') || (part.Length > 1 && part[0] == '0'))
                return false;
            if (int.Parse(part, NumberStyles.None, CultureInfo.InvariantCulture) > 255)
                return false;
        }
        return parts == 4;
    }

    internal static bool IsIPv6(ReadOnlySpan<char> text)
    {
        var gap = text.IndexOf("::");
        if (gap < 0)
            return Groups(text, last: true) == 8;
        var before = text[..gap];
        var after = text[(gap + 2)..];
        if (after.IndexOf("::") >= 0)
            return false;
        var left = before.IsEmpty ? 0 : Groups(before, last: false);
        var right = after.IsEmpty ? 0 : Groups(after, last: true);
        return left >= 0 && right >= 0 && left + right <= 7;
    }

    /// <summary>How many groups of 16 bits; -1 where they are none. The address's last ones may be written as IPv4.</summary>
    private static int Groups(ReadOnlySpan<char> text, bool last)
    {
        var count = 0;
        while (true)
        {
            var colon = text.IndexOf(':');
            var group = colon < 0 ? text : text[..colon];
            if (colon < 0 && last && group.Contains('.'))
                return IsIPv4(group) ? count + 2 : -1;
            if (group.Length is 0 or > 4)
                return -1;
            foreach (var digit in group)
            {
                if (!char.IsAsciiHexDigit(digit))
                    return -1;
            }
            count++;
            if (colon < 0)
                return count;
            text = text[(colon + 1)..];
        }
    }

    internal static bool IsEmail(ReadOnlySpan<char> text, bool international)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && at <= 64 && IsLocalPart(text[..at], international) && IsMailDomain(text[(at + 1)..], international);
    }

    private static bool IsLocalPart(ReadOnlySpan<char> text, bool international)
    {
        if (text is ['"', .., '"'] && text.Length >= 2)
            return IsQuoted(text[1..^1], international);
        foreach (var range in text.Split('.'))
        {
            var atom = text[range];
            if (atom.IsEmpty)
                return false;
            foreach (var character in atom)
            {
                if (!char.IsAsciiLetterOrDigit(character) && !"!#$%&'*+-/=?^_`{|}~".Contains(character, StringComparison.Ordinal) && !(international && character > 0x7F))
                    return false;
            }
        }
        return true;
    }

    private static bool IsQuoted(ReadOnlySpan<char> text, bool international)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                // RFC 5321, section 4.1.2: quoted-pairSMTP.
                if (++i == text.Length || text[i] is < ' ' or > '~')
                    return false;
                continue;
            }
            if (text[i] == '"' || text[i] < ' ' || text[i] == 0x7F || (text[i] > 0x7F && !international))
                return false;
        }
        return true;
    }

    private static bool IsMailDomain(ReadOnlySpan<char> text, bool international)
    {
        if (text is ['[', .., ']'])
        {
            var address = text[1..^1];
            return address.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? IsIPv6(address[5..]) : IsIPv4(address);
        }
        return IsHostname(text, international);
    }
}
