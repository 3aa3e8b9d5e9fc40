using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text;

namespace Constellation.Realtime.Engine.Suggestions.Registry;

/// <summary>The targets as they are at one revision: what one turn has, from its beginning to its end. Immutable.</summary>
internal sealed class TargetList
{
    private readonly FrozenDictionary<string, Target> _byName;
    private readonly Lazy<TargetSearch> _search;

    /// <param name="registered">Those that are not built in, in any order.</param>
    public TargetList(long revision, IEnumerable<Target> registered)
    {
        Revision = revision;
        Registered = [.. registered.OrderBy(target => target.Name, StringComparer.Ordinal)];
        All = [.. BuiltInTargets.All, .. Registered];
        _search = new(() => new TargetSearch(Registered));
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

    /// <summary>The targets that a model is offered: the built-in ones, and of the registered ones those that fit, as many as there is room for.</summary>
    /// <param name="before">Targets that the session has suggestions of.</param>
    /// <param name="texts">What the user wrote, newest first.</param>
    public IReadOnlyList<Target> Offer(IEnumerable<string> before, IEnumerable<string> texts, TargetOptions room)
    {
        if (Registered.Count <= room.Offered && Registered.Sum(Chars) <= room.OfferedChars) return All;

        var fitting = before.Select(Find).OfType<Target>().Where(target => target.Kind == TargetKind.Registered).Concat(texts.SelectMany(text => _search.Value.Find(text))).Concat(Registered);
        var chars = 0;
        List<Target> offered = [];
        foreach (var target in fitting.Distinct())
        {
            if (offered.Count == room.Offered) break;
            if (offered.Count > 0 && chars + Chars(target) > room.OfferedChars) continue;
            offered.Add(target);
            chars += Chars(target);
        }

        return [.. BuiltInTargets.All, .. offered.OrderBy(target => target.Name, StringComparer.Ordinal)];
    }

    private static int Chars(Target target) => Encoding.UTF8.GetCharCount(JsonMarshal.GetRawUtf8Value(target.Schema));

    /// <summary>The target, or null.</summary>
    public Target? Find(string name) => _byName.GetValueOrDefault(name);
}
