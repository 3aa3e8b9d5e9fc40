using System.Globalization;
using Constellation.Realtime.Chaos.Checking;

namespace Constellation.Realtime.Chaos;

/// <summary>What <c>chaos.sh</c> was told, see <see cref="Help"/>.</summary>
internal sealed class Options
{
    private static readonly string[] Known =
    [
        "--faults", "--turns", "--talkers", "--words", "--pause", "--minutes", "--patience", "--seed", "--only", "--out", "--report", "--peer", "--breach", "--check", "--crash-points",
    ];

    private readonly Dictionary<string, string> _given = [];

    private Options(string[] args)
    {
        Command = string.Join(' ', ["./chaos.sh", .. args.Select(arg => arg.Contains(' ', StringComparison.Ordinal) ? $"\"{arg}\"" : arg)]);
        for (var i = 0; i + 1 < args.Length; i += 2) _given[args[i]] = args[i + 1];
        Seed = Number("--seed", Random.Shared.Next(1_000_000));
        if (!_given.ContainsKey("--seed")) Command += string.Create(CultureInfo.InvariantCulture, $" --seed {Seed}");
    }

    /// <summary>The way to this run again.</summary>
    public string Command { get; }

    public int Seed { get; }

    /// <summary>Null where they can't be understood.</summary>
    public static Options? Parse(string[] args)
    {
        if (args.Length % 2 != 0 || args.Where((_, i) => i % 2 == 0).Except(Known).Any()) return null;
        var options = new Options(args);
        return options.Rules is null ? null : options;
    }

    /// <summary>The rules of which one must be broken; none where none must.</summary>
    public IReadOnlyList<Rule>? Rules
    {
        get
        {
            var names = Text("--breach")?.Split(',') ?? [];
            var rules = names.Select(name => Enum.TryParse<Rule>(name, ignoreCase: true, out var rule) ? rule : (Rule?)null).ToList();
            return rules.Contains(null) ? null : [.. rules.Select(rule => rule!.Value)];
        }
    }

    public bool Has(string option) => _given.ContainsKey(option);

    public string? Text(string option) => _given.GetValueOrDefault(option);

    public int Number(string option, int otherwise) => Text(option) is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : otherwise;
}
