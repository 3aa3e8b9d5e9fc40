using System.Globalization;
using Constellation.Realtime.Chaos;
using Constellation.Realtime.Chaos.Checking;
using Constellation.Realtime.Chaos.Driving;

const string Help =
    """
    ./chaos.sh [--faults 60] [--talkers 16] [--seed N] [--only KIND] [--out FILE] [--peer constellation]
    ./chaos.sh --check FILE

    Starts three nodes with their PostgreSQL, Redis and model on this machine, lets people talk, and breaks something every second: kill -9, pause and
    SIGTERM of nodes, Redis and PostgreSQL killed, emptied, paused, wires cut, readers who change nodes at random cursors. Everything that a client saw goes
    into FILE, one observation a line. Then the checker, which knows that file alone, says whether the contract was kept. Exit code 0 where it was, 1 where not,
    3 where fewer than nine of ten faults hit a reply in its middle: then the run says nothing.

    The same faults on another server: implement IPeer (tests/Chaos/Driving/IPeer.cs) over its own clients, name it in Peers.cs, and give --peer its name.
    It is given the address of an OpenAI-compatible model that never says the same twice. The checker needs no change.
    """;

var options = new Dictionary<string, string>();
for (var i = 0; i + 1 < args.Length; i += 2) options[args[i]] = args[i + 1];
if (args.Length % 2 != 0 || options.Keys.Except(["--faults", "--talkers", "--seed", "--only", "--out", "--peer", "--check"]).Any())
{
    Console.WriteLine(Help);
    return args is ["--help"] ? 0 : 2;
}

var file = options.GetValueOrDefault("--check") ?? options.GetValueOrDefault("--out", Path.Combine(Path.GetTempPath(), $"chaos-{Environment.ProcessId}.jsonl"));
if (!options.ContainsKey("--check"))
{
    var seed = int.Parse(options.GetValueOrDefault("--seed") ?? Random.Shared.Next(1_000_000).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    Console.WriteLine($"seed                   {seed}");
    await using var history = new HistoryFile(file);
    await using var model = await TaggedModel.StartAsync(history);
    await using var peer = await Peers.All[options.GetValueOrDefault("--peer", "constellation")](model.Endpoint);
    history.Add(new Observation.Began(options.GetValueOrDefault("--peer", "constellation"), peer.ContinuesText));
    await new Run(peer, history, new RunOptions(
        int.Parse(options.GetValueOrDefault("--faults", "60"), CultureInfo.InvariantCulture),
        int.Parse(options.GetValueOrDefault("--talkers", "16"), CultureInfo.InvariantCulture),
        seed,
        options.GetValueOrDefault("--only"))).GoAsync();
}

var verdict = Checker.Check(HistoryFile.Read(file));
Console.WriteLine($"history                {file}");
Console.WriteLine(verdict);
foreach (var breach in verdict.Breaches.Take(20)) Console.WriteLine($"  {breach}");
return !verdict.Holds ? 1 : verdict.Counts ? 0 : 3;
