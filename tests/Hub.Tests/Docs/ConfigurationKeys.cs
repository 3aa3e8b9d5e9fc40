using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Hub.Auth;

namespace Constellation.Realtime.Hub.Tests.Docs;

/// <summary>Every configuration key of the product, and what it is where nothing is set.</summary>
internal static partial class ConfigurationKeys
{
    private const string Suffix = "Options";

    /// <summary>From the options records and the connection strings that the code asks for.</summary>
    /// <param name="sections">For a record that doesn't name its section: <c>LimitOptions</c> has <c>Limits</c> or <c>Limit</c>, whichever is there.</param>
    internal static Dictionary<string, object?> All(HashSet<string> sections)
    {
        var records = new[] { typeof(ChatEngine), typeof(AuthOptions) }.SelectMany(known => known.Assembly.GetTypes())
            .Where(type => type.Name.EndsWith(Suffix, StringComparison.Ordinal) && type.GetMethod("<Clone>$") is not null)
            .ToArray();
        var entries = records.SelectMany(type => type.GetProperties()).Select(property => EntryOf(property.PropertyType)).ToHashSet();
        return records.Where(type => !entries.Contains(type)).SelectMany(type => KeysOf(SectionOf(type, sections), type))
            .Concat(ConnectionStrings().Select(name => KeyValuePair.Create($"ConnectionStrings:{name}", (object?)null)))
            .ToDictionary();
    }

    internal static bool IsWritten(object? value, string? text) => value switch
    {
        null => text is null,
        ICollection { Count: 0 } => text is null,
        bool isSo => text == (isSo ? "true" : "false"),
        TimeSpan span => text is not null && TimeSpan.Parse(text, CultureInfo.InvariantCulture) == span,
        _ => text == Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static IEnumerable<KeyValuePair<string, object?>> KeysOf(string section, Type type)
    {
        var defaults = Activator.CreateInstance(type);
        return type.GetProperties().SelectMany(property => EntryOf(property.PropertyType) switch
        {
            null => [KeyValuePair.Create($"{section}:{property.Name}", property.GetValue(defaults))],
            { Name: var name } entry when name.EndsWith(Suffix, StringComparison.Ordinal) => KeysOf($"{section}:{property.Name}:0", entry),
            _ => [KeyValuePair.Create($"{section}:{property.Name}:0", (object?)null)],
        });
    }

    private static Type? EntryOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GenericTypeArguments[0] : null;

    private static string SectionOf(Type type, HashSet<string> sections)
    {
        var name = type.Name[..^Suffix.Length];
        return (string?)type.GetField("Section")?.GetRawConstantValue() ?? (sections.Contains($"{name}s") ? $"{name}s" : name);
    }

    private static IEnumerable<string> ConnectionStrings() =>
        Directory.EnumerateFiles(Path.Combine(DocPage.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Asked().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).Distinct();

    [GeneratedRegex("GetConnectionString\\(\"(\\w+)\"\\)")]
    private static partial Regex Asked();
}
