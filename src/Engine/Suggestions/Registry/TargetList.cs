using System.Collections.Frozen;

namespace Constellation.Realtime.Engine.Suggestions.Registry;

/// <summary>The targets as they are at one revision: what one turn has, from its beginning to its end. Immutable.</summary>
internal sealed class TargetList
{
    private readonly FrozenDictionary<string, Target> _byName;

    /// <param name="registered">Those that are not built in, in any order.</param>
    public TargetList(long revision, IEnumerable<Target> registered)
    {
        Revision = revision;
        Registered = [.. registered.OrderBy(target => target.Name, StringComparer.Ordinal)];
        All = [.. BuiltInTargets.All, .. Registered];
        _byName = All.ToFrozenDictionary(target => target.Name, StringComparer.Ordinal);
    }

    /// <summary>The built-in targets alone.</summary>
    public static TargetList BuiltIn { get; } = new(0, []);

    /// <summary>How many changes led to it.</summary>
    public long Revision { get; }

    /// <summary>The built-in ones, then the registered ones by name.</summary>
    public IReadOnlyList<Target> All { get; }

    /// <summary>The registered ones, by name.</summary>
    public IReadOnlyList<Target> Registered { get; }

    /// <summary>The target, or null.</summary>
    public Target? Find(string name) => _byName.GetValueOrDefault(name);
}
