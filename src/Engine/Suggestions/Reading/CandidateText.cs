using System.Text;
using System.Text.Json;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>Finds the values in what a model wrote: the whole text where it is JSON; else what stands in fences or between prose, read leniently.</summary>
internal static class CandidateText
{
    /// <summary>Values, and beginnings of values, that are looked at; a text with more is no suggestion.</summary>
    private const int Tries = 64;

    /// <summary>Characters that may be read leniently in vain; some 50 ms.</summary>
    private const int InVain = 4_000_000;

    /// <summary>All readings there are, in the text's order; with none, an error.</summary>
    internal static IReadOnlyList<Reading> Read(string text, out CandidateError? error)
    {
        if (StrictJson.Read(text, out error) is { } whole)
            return [new(whole, [])];
        // Well-formed, but not to be taken: no repair changes that.
        if (error!.Code != FindingCodes.NotJson)
            return [];
        var bare = text.TrimStart('\uFEFF');
        var readings = new Scan(bare).Run(out var refused, out var unclear);
        if (readings.Count == 0)
            readings = Fenced(bare, around: unclear);
        error = readings.Count > 0 ? null : refused ?? error;
        return bare.Length == text.Length ? readings : [.. readings.Select(reading => reading.With(RepairCodes.ByteOrderMark))];
    }

    // A number or a string alone is a value only where a fence says that it is one.
    // Where something is unclear, only the fence that is around it: a text in there has brackets too.
    private static List<Reading> Fenced(string text, int? around)
    {
        List<Reading> readings = [];
        var parts = text.Split("```");
        var end = 0;
        for (var i = 1; i < parts.Length && i < Tries; i += 2)
        {
            var begin = end + parts[i - 1].Length;
            end = begin + parts[i].Length + (2 * "```".Length);
            if (around < begin || around >= end)
                continue;
            // A fence begins its line; elsewhere, in a string perhaps, these are three characters.
            if (!string.IsNullOrWhiteSpace(parts[i - 1][(parts[i - 1].LastIndexOf('\n') + 1)..]))
                continue;
            var line = parts[i].IndexOf('\n', StringComparison.Ordinal);
            if (StrictJson.Read(line < 0 ? parts[i] : parts[i][(line + 1)..], out _) is not { } value)
                continue;
            var reading = new Reading(value, []).With(RepairCodes.Fence);
            var others = string.Concat(parts.Where((_, other) => other != i));
            readings.Add(string.IsNullOrWhiteSpace(others) ? reading : reading.With(RepairCodes.Prose));
        }
        return readings;
    }

    /// <summary>Looks for objects and lists, one after the other.</summary>
    private sealed class Scan(string text)
    {
        private readonly List<(int Start, int End, Reading Reading)> _found = [];
        private int _inVain;

        /// <param name="unclear">Where something begins that could not be read and has no certain end: nothing behind is taken, as it may belong to it. Null where nothing does.</param>
        internal List<Reading> Run(out CandidateError? refused, out int? unclear)
        {
            refused = null;
            unclear = null;
            var tries = 0;
            for (var at = 0; at < text.Length;)
            {
                var start = text.AsSpan(at).IndexOfAny('{', '[') is var next and >= 0 ? at + next : text.Length;
                if (start == text.Length)
                    break;
                if (!MayBegin(start))
                {
                    at = start + 1;
                    continue;
                }
                if (++tries > Tries || _inVain > InVain)
                {
                    refused = new() { Pointer = "", Code = FindingCodes.Ambiguous, Message = "There are too many values in this text: write just one." };
                    return [];
                }
                if ((Take(start, ref refused) ?? UnreadEnd.Find(text, start)) is not { } end)
                {
                    unclear = start;
                    return [];
                }
                at = end;
            }
            return [.. _found.Select(WithSurroundings)];
        }

        /// <summary>Reads the value that begins here: where it ends; null where it can't be read.</summary>
        private int? Take(int start, ref CandidateError? refused)
        {
            if (StrictEnd(start) is { } end)
            {
                if (StrictJson.Read(text[start..end], out var wrong) is { } value)
                    _found.Add((start, end, new(value, [])));
                else
                    refused ??= wrong;
                return end;
            }
            if ((LenientJson.Read(text, start) ?? UpToFence(start)) is not { } result)
            {
                _inVain += text.Length - start;
                return null;
            }
            if (StrictJson.Read(result.Json, out var fault) is { } mended)
                _found.Add((start, result.End, new(mended, result.Repairs)));
            else
                refused ??= fault;
            return result.End;
        }

        // A value that lacks its closers ends where its fence does.
        private LenientJson.Result? UpToFence(int start) =>
            text.IndexOf("\n```", start, StringComparison.Ordinal) is var fence and >= 0 ? LenientJson.Read(text[..(fence + 1)], start) : null;

        // Prose has brackets too: what can't begin a value is passed over.
        private bool MayBegin(int start)
        {
            var at = start + 1;
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
            return at < text.Length && (char.IsLetterOrDigit(text[at]) || Quotes.Opens(text[at]) || text[at] is '_' or '$' or '{' or '[' or ']' or '}' or '-' or '/' or '#' or '.' or '+' or '\\' or ',' or ':');
        }

        /// <summary>Where the strict JSON value ends that begins here; null where none does.</summary>
        private int? StrictEnd(int start)
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text, start, text.Length - start), new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 1_000 });
            try
            {
                reader.Read();
                reader.Skip();
                return start + Encoding.UTF8.GetCharCount(Encoding.UTF8.GetBytes(text, start, text.Length - start), 0, (int)reader.BytesConsumed);
            }
            catch (JsonException)
            {
                return null;
            }
        }

        private Reading WithSurroundings((int Start, int End, Reading Reading) found)
        {
            var before = text.AsSpan(0, found.Start);
            var after = text.AsSpan(found.End);
            var reading = HasFence(before) || HasFence(after) ? found.Reading.With(RepairCodes.Fence) : found.Reading;
            // To each of several values the others are prose.
            return _found.Count > 1 || HasProse(before) || HasProse(after) ? reading.With(RepairCodes.Prose) : reading;
        }

        private static bool HasFence(ReadOnlySpan<char> text) => text.IndexOf("```") >= 0 || text.IndexOf("~~~") >= 0;

        private static bool HasProse(ReadOnlySpan<char> text)
        {
            foreach (var line in text.EnumerateLines())
            {
                if (line.TrimStart() is not ([] or ['`', '`', '`', ..] or ['~', '~', '~', ..]))
                    return true;
            }
            return false;
        }
    }
}

/// <summary>A value as it was read.</summary>
internal sealed record Reading(JsonElement Value, IReadOnlyList<Repair> Repairs)
{
    /// <summary>The same with one repair of the whole more.</summary>
    internal Reading With(string code) => this with { Repairs = [new(code, ""), .. Repairs] };

    /// <summary>The same with the blocks' full ids for their handles.</summary>
    internal Reading Resolved(BlockHandles handles) => this with { Value = handles.Resolve(Value) };
}
