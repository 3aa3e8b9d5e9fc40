using System.Text.Json;

namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>Says where and why a text is no strict JSON, after it was refused.</summary>
internal static class JsonFault
{
    /// <summary>What is wrong; null where nothing is and the parser did not say otherwise.</summary>
    internal static CandidateError? Find(ReadOnlySpan<byte> text, JsonException? exception, int depth)
    {
        Stack<Level> levels = new();
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = depth + 1 });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth >= depth && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    return new() { Pointer = Pointer(levels), Code = FindingCodes.TooDeep, Message = $"Values are nested deeper than {depth} levels." };
                if (Step(ref reader, levels) is { } twice)
                    return twice;
            }
        }
        catch (JsonException fault)
        {
            return NotJson(Pointer(levels), fault);
        }
        catch (InvalidOperationException)
        {
            return StrictJson.BadUnicode(Pointer(levels));
        }
        return exception is null ? null : NotJson("", exception);
    }

    /// <summary>Follows one token; a name that the object has already is the fault.</summary>
    private static CandidateError? Step(ref Utf8JsonReader reader, Stack<Level> levels)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                var level = levels.Peek();
                level.Name = reader.GetString()!;
                return level.Names!.Add(level.Name)
                    ? null
                    : new() { Pointer = Pointer(levels), Code = FindingCodes.DuplicateKey, Message = $"'{Schemas.Evaluation.ShortName(level.Name)}' is there twice in one object." };
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                levels.Pop();
                return null;
        }
        if (levels.TryPeek(out var parent) && parent.Names is null)
            parent.Index++;
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            levels.Push(new() { Names = reader.TokenType == JsonTokenType.StartObject ? new(StringComparer.Ordinal) : null });
        return null;
    }

    private static CandidateError NotJson(string pointer, JsonException exception) => new()
    {
        Pointer = pointer,
        Code = FindingCodes.NotJson,
        Message = $"This is no JSON: line {(exception.LineNumber ?? 0) + 1}, byte {(exception.BytePositionInLine ?? 0) + 1}.",
    };

    private static string Pointer(Stack<Level> levels) =>
        string.Concat(levels.Reverse().Select(level => level.Names is null ? (level.Index < 0 ? "" : $"/{level.Index}") : level.Name is null ? "" : "/" + JsonPointer.Escape(level.Name)));

    private sealed class Level
    {
        internal HashSet<string>? Names { get; init; }

        internal string? Name { get; set; }

        internal int Index { get; set; } = -1;
    }
}
