using System.Globalization;

namespace Constellation.Realtime.Engine.Suggestions.Schemas.Formats;

/// <summary>
/// Labels of host names in Unicode: RFC 5891, section 4.2, with the rules of RFC 5892 for the context of some characters. Where a rule asks for tables that are
/// not here, what it would allow is refused: of writing from right to left all but the plain cases (RFC 5893).
/// </summary>
internal static class IdnLabels
{
    private const int Longest = 63;

    /// <summary>Of an encoded label: <c>xn--</c>.</summary>
    private const int Prefix = 4;

    /// <summary>Of viramas, which suppress a vowel.</summary>
    private const int ViramaClass = 9;

    private static readonly CodePoints Greek = CodePoints.Of((0x370, 0x3FF), (0x1F00, 0x1FFF));
    private static readonly CodePoints Hebrew = CodePoints.Of((0x591, 0x5F4));
    private static readonly CodePoints ArabicDigits = CodePoints.Of((0x660, 0x669));
    private static readonly CodePoints FurtherArabicDigits = CodePoints.Of((0x6F0, 0x6F9));

    /// <summary>Hiragana, Katakana and Han.</summary>
    private static readonly CodePoints Japanese = CodePoints.Of(
        (0x3005, 0x3005), (0x3007, 0x3007), (0x3041, 0x3096), (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FD, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x323AF));

    /// <summary>Arabic letters that join to none, or only to the one before; the others of the block join to both sides.</summary>
    private static readonly CodePoints NotJoiningOn = CodePoints.Of(
        (0x621, 0x625), (0x627, 0x627), (0x629, 0x629), (0x62F, 0x632), (0x648, 0x648), (0x671, 0x677), (0x688, 0x699), (0x6C0, 0x6C0), (0x6C3, 0x6CB), (0x6CD, 0x6CD), (0x6CF, 0x6CF), (0x6D2, 0x6D5), (0x6EE, 0x6EF));

    private static readonly CodePoints NotJoining = CodePoints.Of((0x621, 0x621), (0x674, 0x674));

    /// <summary>Whether this is one.</summary>
    /// <param name="length">As it stands in the network: encoded.</param>
    internal static bool IsUnicode(ReadOnlySpan<char> label, out int length)
    {
        length = 0;
        // No encoded one is shorter than what it encodes.
        if (label.IsEmpty || label.Length > 2 * Longest || label[0] == '-' || label[^1] == '-' || label is [_, _, '-', '-', ..])
            return false;
        List<int> characters = [];
        foreach (var rune in label.EnumerateRunes())
            characters.Add(rune.Value);
        for (var at = 0; at < characters.Count; at++)
        {
            if (!MayBe(characters, at))
                return false;
        }
        if (IsMark(characters[0]) || !IdnTable.Now.IsComposed(characters) || !RunsOneWay(characters) || Punycode.Length(characters) is not { } encoded)
            return false;
        length = Prefix + encoded;
        return length <= Longest;
    }

    // RFC 5892, appendix A.
    private static bool MayBe(List<int> characters, int at)
    {
        var character = characters[at];
        int? before = at > 0 ? characters[at - 1] : null;
        int? after = at + 1 < characters.Count ? characters[at + 1] : null;
        return character switch
        {
            0xB7 => before == 'l' && after == 'l',
            0x375 => after is { } next && Greek.Has(next),
            0x5F3 or 0x5F4 => before is { } last && Hebrew.Has(last),
            0x30FB => characters.Exists(Japanese.Has),
            0x200C => IsVirama(before) || (Joins(characters, at, -1, NotJoiningOn) && Joins(characters, at, 1, NotJoining)),
            0x200D => IsVirama(before),
            _ when ArabicDigits.Has(character) => !characters.Exists(FurtherArabicDigits.Has),
            _ => IdnTable.Now.Valid.Has(character),
        };
    }

    private static bool IsVirama(int? character) => character is { } mark && IdnTable.Now.ClassOf(mark) == ViramaClass;

    // Marks between them are passed over.
    private static bool Joins(List<int> characters, int at, int step, CodePoints others)
    {
        for (at += step; at >= 0 && at < characters.Count && CategoryOf(characters[at]) == UnicodeCategory.NonSpacingMark;)
            at += step;
        return at >= 0 && at < characters.Count && characters[at] is >= 0x620 and <= 0x6EF && CategoryOf(characters[at]) == UnicodeCategory.OtherLetter && !others.Has(characters[at]);
    }

    /// <summary>RFC 5893, section 2, for labels with letters or Arabic digits that run from right to left: no others beside them, and a letter first.</summary>
    private static bool RunsOneWay(List<int> characters)
    {
        var right = IdnTable.Now.RightToLeft;
        if (!characters.Exists(character => right.Has(character) || ArabicDigits.Has(character)))
            return true;
        var last = characters.FindLast(character => CategoryOf(character) != UnicodeCategory.NonSpacingMark);
        return right.Has(characters[0])
            && characters.TrueForAll(character => right.Has(character) || CategoryOf(character) == UnicodeCategory.NonSpacingMark || IsDigit(character) || character is '-' or 0x200C or 0x200D)
            && (right.Has(last) || IsDigit(last))
            && !(characters.Exists(ArabicDigits.Has) && characters.Exists(character => IsDigit(character) && !ArabicDigits.Has(character)));
    }

    private static bool IsMark(int character) => CategoryOf(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsDigit(int character) => character is >= '0' and <= '9' || ArabicDigits.Has(character) || FurtherArabicDigits.Has(character);

    private static UnicodeCategory CategoryOf(int character) => CharUnicodeInfo.GetUnicodeCategory(character);
}
