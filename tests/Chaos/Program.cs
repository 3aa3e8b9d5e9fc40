using System.Globalization;
using Constellation.Realtime.Chaos;
using Constellation.Realtime.Chaos.Checking;
using Constellation.Realtime.Chaos.Driving;

const string Help =
    """
    ./chaos.sh [--faults 60] [--turns 0] [--talkers 16] [--words 120] [--pause 1] [--minutes M] [--patience 60] [--seed N] [--only KIND] [--out FILE]
               [--peer constellation]
    ./chaos.sh --crash-points TIMES [--talkers 16] [--words 120] [--seed N] [--out FILE]
    ./chaos.sh --check FILE

    Starts three nodes with their PostgreSQL, Redis and model on this machine, lets people talk, and breaks something every second, until there were so many
    faults and so many turns: kill -9, pause and SIGTERM of nodes, Redis and PostgreSQL killed, emptied, paused, wires cut, readers who change nodes at random
    cursors. Replies have up to --words words; --pause makes the pauses between faults of stores so many times longer, --minutes ends it after so many.
    Who sees nothing new for --patience seconds hangs. Everything that a client saw goes into FILE, one observation a line. Then the checker, which knows that file alone,
    says whether the contract was kept. Exit code 0 where it was, 1 where not, 3 where fewer than nine of ten faults hit a reply in its middle: then the run is void.

    CHAOS_HUB=PATH runs a published hub (its dll) in place of the one that was built beside this.

    With --crash-points a node kills itself at every named step between two effects (tests/BrokenHub/Crashing), so many times at each. Exit code 3 where one was
    not reached as often.

    The same faults on another server: implement IPeer (tests/Chaos/Driving/IPeer.cs) over its own clients, name it in Peers.cs, and give --peer its name.
    It is given the address of an OpenAI-compatible model that never says the same twice, and it may leave out watching, suggestions and ending: what it has is
    judged. The checker needs no change. There are: constellation, constellation-planner (the built-in planner, whose replies are gone on with, not said anew),
    and without-order, without-fence, without-seal, which have one rule taken out and must be found out.
    """;

var options = new Dictionary<string, string>();
for (var i = 0; i + 1 < args.Length; i += 2) options[args[i]] = args[i + 1];
if (args.Length % 2 != 0 || options.Keys.Except(["--faults", "--turns", "--talkers", "--words", "--pause", "--minutes", "--patience", "--seed", "--only", "--out", "--peer", "--check", "--crash-points"]).Any())
{
    Console.WriteLine(Help);
    return args is ["--help"] ? 0 : 2;
}

var file = options.GetValueOrDefault("--check") ?? options.GetValueOrDefault("--out", Path.Combine(Path.GetTempPath(), $"chaos-{Environment.ProcessId}.jsonl"));
IReadOnlyDictionary<string, int>? kills = null;
if (!options.ContainsKey("--check"))
{
    var seed = Number("--seed", Random.Shared.Next(1_000_000));
    Console.WriteLine($"seed                   {seed}");
    await using var history = new HistoryFile(file);
    await using var model = await TaggedModel.StartAsync(history, Number("--words", 120));
    if (options.ContainsKey("--crash-points"))
    {
        await CrashAsync(model, history, seed);
    }
    else
    {
        await using var peer = await Peers.All[options.GetValueOrDefault("--peer", "constellation")](model.Endpoint);
        history.Add(new Observation.Began(options.GetValueOrDefault("--peer", "constellation"), peer.ContinuesText));
        await new Run(peer, history, new RunOptions(
            Number("--faults", 60),
            Number("--turns", 0),
            Number("--talkers", 16),
            seed,
            Number("--pause", 1),
            Number("--minutes", int.MaxValue / 60),
            TimeSpan.FromSeconds(Number("--patience", 60)),
            options.GetValueOrDefault("--only"))).GoAsync();
    }
}

var verdict = Checker.Check(HistoryFile.Read(file));
Console.WriteLine($"history                {file}");
Console.WriteLine(verdict);
foreach (var breach in verdict.Breaches.Take(20)) Console.WriteLine($"  {breach}");
if (kills is not null) return !verdict.Holds ? 1 : kills.Values.All(times => times >= Number("--crash-points", 1)) ? 0 : 3;
return !verdict.Holds ? 1 : verdict.Counts ? 0 : 3;

async Task CrashAsync(TaggedModel model, HistoryFile history, int seed)
{
    var folder = Directory.CreateTempSubdirectory("crash-points-").FullName;
    await using var peer = await RealtimePeer.StartCrashingAsync(model.Endpoint, folder);
    history.Add(new Observation.Began("crash points", peer.ContinuesText));
    kills = await new CrashRun(peer, history, folder, new CrashOptions(Number("--crash-points", 1), Number("--talkers", 16), seed, TimeSpan.FromSeconds(Number("--patience", 60)))).GoAsync();
    foreach (var (point, times) in kills) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"killed {times,3} times       {point}"));
    Directory.Delete(folder, recursive: true);
}

int Number(string option, int otherwise) => options.TryGetValue(option, out var given) ? int.Parse(given, CultureInfo.InvariantCulture) : otherwise;
