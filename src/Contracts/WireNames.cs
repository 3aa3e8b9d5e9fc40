using System.Reflection;
using System.Runtime.Serialization;

namespace Constellation.Realtime.Contracts;

/// <summary>What enumeration values are called on the wire, both ways: by their <see cref="EnumMemberAttribute"/>s, exactly.</summary>
public static class WireNames
{
    /// <summary>The name of <paramref name="value"/>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Table<T>.Names[value];

    /// <summary>False where <paramref name="name"/> is not exactly one of the names.</summary>
    public static bool TryParse<T>(string? name, out T value)
        where T : struct, Enum
    {
        value = default;
        return name is not null && Table<T>.Values.TryGetValue(name, out value);
    }

    /// <summary>All names, for an error message: <c>up, down</c>.</summary>
    public static string Listed<T>()
        where T : struct, Enum => string.Join(", ", Table<T>.Values.Keys);

    private static class Table<T>
        where T : struct, Enum
    {
        internal static readonly Dictionary<T, string> Names = Enum.GetValues<T>().ToDictionary(value => value, Declared);
        internal static readonly Dictionary<string, T> Values = Names.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

        private static string Declared(T value) => typeof(T).GetField(value.ToString())!.GetCustomAttribute<EnumMemberAttribute>()!.Value!;
    }
}
