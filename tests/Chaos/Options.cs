using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Constellation.Realtime.Chaos.Checking;
using Constellation.Realtime.Chaos.Driving;

namespace Constellation.Realtime.Chaos;

/// <summary>What <c>chaos.sh</c> was told, see <see cref="Help"/>.</summary>
internal sealed class Options
{
    private static readonly string[] Numbers = ["--faults", "--turns", "--talkers", "--words", "--pause", "--minutes", "--patience", "--seed", "--crash-points"];
    private static readonly string[] Texts = ["--only", "--out", "--report", "--peer", "--breach", "--check"];

    private readonly Dictionary<string, string> _given;

    /// <summary>All that there are.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. Numbers, .. Texts];

    private Options(string[] args, Dictionary<string, string> given, IReadOnlyList<Rule> rules)
    {
        (_given, Rules) = (given, rules);
        Command = string.Join(' ', ["./chaos.sh", .. args.Select(arg => arg.Contains(' ', StringComparison.Ordinal) ? $"\"{arg}\"" : arg)]);
        Seed = Number("--seed", Random.Shared.Next(1_000_000));
        if (!Has("--seed")) Command += string.Create(CultureInfo.InvariantCulture, $" --seed {Seed}");
    }

    /// <summary>The way to this run again.</summary>
    public string Command { get; }

    public int Seed { get; }

    /// <summary>The rules of which one must be broken; none where none must.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>Says in <paramref name="wrong"/> what can't be understood.</summary>
    public static bool TryParse(string[] args, [NotNullWhen(true)] out Options? options, [NotNullWhen(false)] out string? wrong)
    {
        options = null;
        var given = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i += 2)
        {
            wrong = i + 1 == args.Length ? $"{args[i]} says nothing." : WrongWith(args[i], args[i + 1]);
            if (wrong is not null) return false;
            given[args[i]] = args[i + 1];
        }

        options = new Options(args, given, [.. RuleNames(given.GetValueOrDefault("--breach")).Select(name => Enum.Parse<Rule>(name, ignoreCase: true))]);
        wrong = null;
        return true;
    }

    public bool Has(string option) => _given.ContainsKey(option);

    public string? Text(string option) => _given.GetValueOrDefault(option);

    public int Number(string option, int otherwise) => Text(option) is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>Null where nothing is.</summary>
    private static string? WrongWith(string option, string value)
    {
        if (Numbers.Contains(option)) return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : $"{option} takes a number, not '{value}'.";
        if (!Texts.Contains(option)) return $"There is no {option}.";
        return option switch
        {
            "--peer" when !Peers.All.ContainsKey(value) => $"There is no peer '{value}'. There are: {string.Join(", ", Peers.All.Keys)}.",
            "--breach" when RuleNames(value).FirstOrDefault(name => !Enum.GetNames<Rule>().Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown =>
                $"There is no rule '{unknown}'. There are: {string.Join(", ", Enum.GetNames<Rule>()).ToLowerInvariant()}.",
            "--check" when !File.Exists(value) => $"There is no file {value}.",
            _ => null,
        };
    }

    private static string[] RuleNames(string? names) => names?.Split(',') ?? [];
}
