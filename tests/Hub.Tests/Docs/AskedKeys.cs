using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;

namespace Constellation.Realtime.Hub.Tests.Docs;

/// <summary>Configuration without values that notes every key which it is asked for.</summary>
internal sealed class AskedKeys : ConfigurationProvider, IConfigurationSource
{
    private const string Something = "something";
    private static readonly string[] Foreign = ["Logging", "Kestrel", "Metrics"];
    private readonly ConcurrentDictionary<string, bool> _keys = new();

    /// <summary>The keys of values, without those of ASP.NET Core itself.</summary>
    internal IReadOnlyList<string> Values =>
    [
        .. _keys.Keys.Where(key => key.Contains(':') && !Foreign.Contains(key.Split(':')[0]) && !key.EndsWith(Something, StringComparison.Ordinal))
            .Where(key => !_keys.Keys.Any(other => other.StartsWith($"{key}:", StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal),
    ];

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override bool TryGet(string key, out string? value)
    {
        _keys.TryAdd(key, true);
        value = null;
        return false;
    }

    // A section without any key is not bound at all.
    public override IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath) =>
        parentPath is null || parentPath.Contains(':') ? earlierKeys : earlierKeys.Append(Something);
}
