using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Constellation.Realtime.Engine.Providers.Http;

/// <summary>
/// A server that cuts text by UTF-16 code units sends the halves of a surrogate pair as two lone escapes, which System.Text.Json refuses to read as text.
/// So each lone half travels through the parser as one of the last 2048 private-use characters (U+10F800 and above), and is itself again after it. Where one
/// of these is meant, its two halves travel so.
/// </summary>
internal static class LoneSurrogates
{
    private const int Hidden = 0x10F800;
    private const byte FirstByte = 0xF4; // Of the hidden characters in UTF-8.
    private const int EscapeLength = 6;

    /// <summary>The same JSON text with its lone surrogates hidden.</summary>
    public static ReadOnlyMemory<byte> Hide(ReadOnlyMemory<byte> json)
    {
        var text = json.Span;
        if (text.IndexOf("\\ud"u8) < 0 && text.IndexOf("\\uD"u8) < 0 && !text.Contains(FirstByte))
        {
            return json;
        }

        var hidden = new ArrayBufferWriter<byte>(json.Length + EscapeLength);
        while (text.IndexOfAny((byte)'\\', FirstByte) is >= 0 and var found)
        {
            hidden.Write(text[..found]);
            text = text[found..];
            text = text[(text[0] == FirstByte ? HideCharacter(text, hidden) : HideEscape(text, hidden))..];
        }

        hidden.Write(text);
        return hidden.WrittenMemory;
    }

    /// <summary>The text with its hidden halves as themselves; with their other halves, which came before or come next, they are characters again.</summary>
    public static string Show(string text)
    {
        if (text.AsSpan().IndexOfAny('\uDBFE', '\uDBFF') < 0)
        {
            return text;
        }

        var shown = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] >= '\uDBFE' && char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                shown.Append((char)(char.ConvertToUtf32(text[i], text[++i]) - Hidden + 0xD800));
            }
            else
            {
                shown.Append(text[i]);
            }
        }

        return shown.ToString();
    }

    private static int HideCharacter(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> hidden)
    {
        _ = Rune.DecodeFromUtf8(text, out var rune, out var length);
        if (rune.Value < Hidden)
        {
            hidden.Write(text[..length]);
            return length;
        }

        foreach (var half in rune.ToString())
        {
            Hide(half, hidden);
        }

        return length;
    }

    private static int HideEscape(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> hidden)
    {
        if (Unit(text) is not { } unit)
        {
            var length = Math.Min(text.Length, 2);
            hidden.Write(text[..length]);
            return length;
        }

        if (char.IsHighSurrogate(unit) && Unit(text[EscapeLength..]) is { } next && char.IsLowSurrogate(next) && char.ConvertToUtf32(unit, next) < Hidden)
        {
            hidden.Write(text[..(2 * EscapeLength)]);
            return 2 * EscapeLength;
        }

        if (char.IsSurrogate(unit))
        {
            Hide(unit, hidden);
        }
        else
        {
            hidden.Write(text[..EscapeLength]);
        }

        return EscapeLength;
    }

    private static void Hide(char half, ArrayBufferWriter<byte> hidden) =>
        hidden.Write(Encoding.UTF8.GetBytes(char.ConvertFromUtf32(Hidden + half - 0xD800)));

    private static char? Unit(ReadOnlySpan<byte> text) =>
        text.Length >= EscapeLength && text.StartsWith("\\u"u8)
        && Utf8Parser.TryParse(text[2..EscapeLength], out ushort unit, out var read, 'x') && read == EscapeLength - 2
            ? (char)unit
            : null;
}
