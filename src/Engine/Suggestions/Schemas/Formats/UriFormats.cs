using System.Text;

namespace Constellation.Realtime.Engine.Suggestions.Schemas.Formats;

/// <summary>RFC 3986 and 3987, checked by their grammar, and RFC 6570.</summary>
internal static class UriFormats
{
    private const string SubDelimiters = "!$&'()*+,;=";

    internal static bool IsUri(ReadOnlySpan<char> text, bool relative, bool international)
    {
        if (!international && !Ascii.IsValid(text))
            return false;
        var fragment = text.IndexOf('#');
        if (fragment >= 0)
        {
            if (!Consists(text[(fragment + 1)..], ":@/?", international))
                return false;
            text = text[..fragment];
        }
        var query = text.IndexOf('?');
        if (query >= 0)
        {
            if (!Consists(text[(query + 1)..], ":@/?", international, inQuery: true))
                return false;
            text = text[..query];
        }
        var scheme = Scheme(text);
        if (scheme == 0 && (!relative || FirstSegment(text).Contains(':')))
            return false;
        return IsHierarchy(text[(scheme == 0 ? 0 : scheme + 1)..], international);
    }

    private static ReadOnlySpan<char> FirstSegment(ReadOnlySpan<char> text) => text.IndexOf('/') is var slash and >= 0 ? text[..slash] : text;

    /// <summary>Its length, without the colon; 0 where there is none.</summary>
    private static int Scheme(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        if (colon <= 0 || !char.IsAsciiLetter(text[0]))
            return 0;
        foreach (var character in text[..colon])
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('+' or '-' or '.'))
                return 0;
        }
        return colon;
    }

    private static bool IsHierarchy(ReadOnlySpan<char> text, bool international)
    {
        if (!text.StartsWith("//"))
            return Consists(text, ":@/", international);
        var authority = text[2..];
        var path = authority.IndexOf('/');
        if (path >= 0 && !Consists(authority[path..], ":@/", international))
            return false;
        return IsAuthority(path < 0 ? authority : authority[..path], international);
    }

    private static bool IsAuthority(ReadOnlySpan<char> text, bool international)
    {
        var at = text.IndexOf('@');
        if (at >= 0 && !Consists(text[..at], ":", international))
            return false;
        var host = text[(at + 1)..];
        if (!host.StartsWith('['))
        {
            var colon = host.LastIndexOf(':');
            return Consists(colon < 0 ? host : host[..colon], "", international) && (colon < 0 || IsPort(host[(colon + 1)..]));
        }
        var close = host.IndexOf(']');
        if (close < 0 || !(HostFormats.IsIPv6(host[1..close]) || IsFutureAddress(host[1..close])))
            return false;
        var rest = host[(close + 1)..];
        return rest.IsEmpty || (rest[0] == ':' && IsPort(rest[1..]));
    }

    private static bool IsPort(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static bool IsFutureAddress(ReadOnlySpan<char> text)
    {
        var point = text.IndexOf('.');
        if (point < 2 || text[0] is not ('v' or 'V') || point == text.Length - 1 || text[(point + 1)..].Contains('%'))
            return false;
        foreach (var digit in text[1..point])
        {
            if (!char.IsAsciiHexDigit(digit))
                return false;
        }
        return Consists(text[(point + 1)..], ":", international: false);
    }

    /// <summary>Whether there are only unreserved characters, encoded ones, sub-delimiters and <paramref name="more"/>.</summary>
    private static bool Consists(ReadOnlySpan<char> text, string more, bool international, bool inQuery = false)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (char.IsAsciiLetterOrDigit(character) || "-._~".Contains(character, StringComparison.Ordinal) || SubDelimiters.Contains(character, StringComparison.Ordinal) || more.Contains(character, StringComparison.Ordinal))
                continue;
            if (character == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                i += 2;
                continue;
            }
            if (!international || !IsInternational(text[i..], inQuery, out var units))
                return false;
            i += units - 1;
        }
        return true;
    }

    /// <summary>RFC 3987's ucschar, and iprivate in a query.</summary>
    private static bool IsInternational(ReadOnlySpan<char> text, bool inQuery, out int units)
    {
        if (Rune.DecodeFromUtf16(text, out var rune, out units) != System.Buffers.OperationStatus.Done)
            return false;
        return rune.Value switch
        {
            < 0xA0 => false,
            <= 0xD7FF => true,
            <= 0xF8FF => inQuery && rune.Value >= 0xE000,
            <= 0xFDCF => true,
            < 0xFDF0 => false,
            <= 0xFFEF => true,
            < 0x10000 => false,
            < 0xE0000 => (rune.Value & 0xFFFF) < 0xFFFE,
            < 0xE1000 => false,
            <= 0xEFFFD => true,
            _ => inQuery && (rune.Value & 0xFFFF) < 0xFFFE && rune.Value >= 0xF0000,
        };
    }

    internal static bool IsTemplate(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (text[0] == '{')
            {
                var close = text.IndexOf('}');
                if (close < 0 || !IsExpression(text[1..close]))
                    return false;
                text = text[(close + 1)..];
                continue;
            }
            if (text[0] == '%' && !(text.Length > 2 && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2])))
                return false;
            if (text[0] is <= ' ' or (>= '\x7F' and < '\xA0') || "\"'<>\\^`|}".Contains(text[0], StringComparison.Ordinal))
                return false;
            text = text[1..];
        }
        return true;
    }

    private static bool IsExpression(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty && "+#./;?&".Contains(text[0], StringComparison.Ordinal))
            text = text[1..];
        foreach (var range in text.Split(','))
        {
            if (!IsVariable(text[range]))
                return false;
        }
        return true;
    }

    private static bool IsVariable(ReadOnlySpan<char> text)
    {
        if (text.EndsWith('*'))
            text = text[..^1];
        else if (text.IndexOf(':') is var colon and >= 0)
        {
            var length = text[(colon + 1)..];
            if (length.Length is 0 or > 4 || length[0] == '0' || length.ContainsAnyExceptInRange('0', '9'))
                return false;
            text = text[..colon];
        }
        foreach (var range in text.Split('.'))
        {
            var name = text[range];
            if (name.IsEmpty)
                return false;
            for (var i = 0; i < name.Length; i++)
            {
                if (char.IsAsciiLetterOrDigit(name[i]) || name[i] == '_')
                    continue;
                if (name[i] != '%' || i + 2 >= name.Length || !char.IsAsciiHexDigit(name[i + 1]) || !char.IsAsciiHexDigit(name[i + 2]))
                    return false;
                i += 2;
            }
        }
        return true;
    }
}
