namespace Constellation.Realtime.Engine.Suggestions.Schemas.Formats;

/// <summary>RFC 9562's text form, RFC 6901, and relative JSON pointers (draft-handrews-relative-json-pointer-01).</summary>
internal static class TextFormats
{
    internal static bool IsUuid(ReadOnlySpan<char> text)
    {
        if (text.Length != 36)
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit(text[i]))
                return false;
        }
        return true;
    }

    internal static bool IsJsonPointer(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return true;
        if (text[0] != '/')
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '~' && (i + 1 == text.Length || text[i + 1] is not ('0' or '1')))
                return false;
        }
        return true;
    }

    internal static bool IsRelativeJsonPointer(ReadOnlySpan<char> text)
    {
        var digits = text.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : text.Length;
        if (digits == 0 || (digits > 1 && text[0] == '0'))
            return false;
        return text[digits..] is "#" || IsJsonPointer(text[digits..]);
    }
}
