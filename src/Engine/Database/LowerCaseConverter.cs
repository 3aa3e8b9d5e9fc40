using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Constellation.Realtime.Engine.Database;

/// <summary>Enumerations as lower-case words, as on the wire.</summary>
internal sealed class LowerCaseConverter<T>() : ValueConverter<T, string>(value => ToWord(value), word => ToValue(word))
    where T : struct, Enum
{
#pragma warning disable CA1308 // The words are written, never compared with other text.
    private static string ToWord(T value) => value.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    private static T ToValue(string word) => Enum.Parse<T>(word, ignoreCase: true);
}
