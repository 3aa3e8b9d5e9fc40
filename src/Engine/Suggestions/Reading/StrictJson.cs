using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>The boundary that every text passes: JSON as RFC 8259 has it, no name twice in an object, bounded in size and depth, valid Unicode throughout.</summary>
internal static class StrictJson
{
    /// <summary>In bytes of UTF-8.</summary>
    internal const int Size = 1024 * 1024;

    internal const int Depth = 32;

    /// <summary>Schemas take two levels and more for each level of the values that they describe.</summary>
    internal const int SchemaDepth = 100;

    /// <summary>Of a body or file that holds a schema: enough for one that is too deep to be refused with its place.</summary>
    internal const int EnvelopeDepth = 128;

    /// <summary>Of a number's text: more digits mean nothing, and reckoning with them costs.</summary>
    internal const int NumberChars = 1_000;

    /// <summary>The value, independent of any buffer; null with an error where there is none.</summary>
    internal static JsonElement? Read(string text, out CandidateError? error)
    {
        if (text.Length > Size)
        {
            error = TooLarge();
            return null;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            if (Utf8.FromUtf16(text, buffer, out _, out var length, replaceInvalidSequences: false) != OperationStatus.Done)
            {
                error = BadUnicode("");
                return null;
            }
            return Read(buffer.AsSpan(0, length), out error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc cref="Read(string, out CandidateError)"/>
    internal static JsonElement? Read(ReadOnlySpan<byte> text, out CandidateError? error, int depth = Depth)
    {
        error = text.Length > Size ? TooLarge() : null;
        if (error is not null)
            return null;
        try
        {
            var value = JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = depth });
            error = HiddenWrongs.MayBeIn(value) ? Wrongs(value, new()) ?? JsonFault.Find(text, null, depth) : null;
            return error is null ? value : null;
        }
        catch (JsonException exception)
        {
            error = JsonFault.Find(text, exception, depth);
            return null;
        }
    }

    private static CandidateError? Wrongs(JsonElement value, Stack<string> path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    if (IsBroken(JsonMarshal.GetRawUtf8PropertyName(property)))
                        return BadUnicode(Pointer(path));
                    path.Push(property.Name);
                    if (Wrongs(property.Value, path) is { } wrong)
                        return wrong;
                    path.Pop();
                }
                return null;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    path.Push($"{index++}");
                    if (Wrongs(item, path) is { } wrong)
                        return wrong;
                    path.Pop();
                }
                return null;
            case JsonValueKind.String:
                return IsBroken(JsonMarshal.GetRawUtf8Value(value)) ? BadUnicode(Pointer(path)) : null;
            case JsonValueKind.Number when JsonMarshal.GetRawUtf8Value(value).Length > NumberChars:
                return new() { Pointer = Pointer(path), Code = FindingCodes.NumberTooLong, Message = $"A number's text has at most {NumberChars} characters." };
            default:
                return null;
        }
    }

    /// <summary>Whether an escape stands for half of a surrogate pair, the other half missing.</summary>
    internal static bool IsBroken(ReadOnlySpan<byte> raw)
    {
        while (raw.IndexOf((byte)'\\') is var at and >= 0)
        {
            raw = raw[at..];
            if (raw[1] != 'u')
            {
                raw = raw[2..];
                continue;
            }
            var unit = Unit(raw);
            raw = raw[6..];
            if (!char.IsSurrogate(unit))
                continue;
            if (char.IsLowSurrogate(unit) || !(raw is [(byte)'\\', (byte)'u', ..] && char.IsLowSurrogate(Unit(raw))))
                return true;
            raw = raw[6..];
        }
        return false;
    }

    private static char Unit(ReadOnlySpan<byte> escape) =>
        System.Buffers.Text.Utf8Parser.TryParse(escape[2..6], out ushort unit, out _, 'x') ? (char)unit : '\0';

    private static string Pointer(Stack<string> path) => string.Concat(path.Reverse().Select(token => "/" + JsonPointer.Escape(token)));

    private static CandidateError TooLarge() => new() { Pointer = "", Code = FindingCodes.TooLarge, Message = $"The text is larger than {Size} bytes." };

    internal static CandidateError BadUnicode(string pointer) =>
        new() { Pointer = pointer, Code = FindingCodes.BadUnicode, Message = "This has half of a surrogate pair, which is no character." };
}
