using System.Globalization;
using Constellation.Realtime.BrokenHub.Crashing;
using Constellation.Realtime.Chaos;
using Constellation.Realtime.Chaos.Checking;
using Constellation.Realtime.Chaos.Driving;

if (args is ["--help"])
{
    Console.WriteLine(Help.Text);
    return ExitCode.Kept;
}

if (!Options.TryParse(args, out var options, out var wrong)) return Misunderstood(wrong);

var file = options.Text("--check") ?? options.Text("--out") ?? Path.Combine(Path.GetTempPath(), $"chaos-{Environment.ProcessId}.jsonl");
if (!options.Has("--check"))
{
    Console.WriteLine($"seed                   {options.Seed}");
    Console.WriteLine($"history                {file}");
    using var interruption = new Interruption();
    await using var history = new HistoryFile(file);
    await using var model = await TaggedModel.StartAsync(history, options.Number("--words", 120));
    try
    {
        history.Add(await GoAsync(model, history, interruption) ? new Observation.Finished() : new Observation.BrokenOff());
    }
    catch (UnknownFaultException unknown)
    {
        return Misunderstood(unknown.Message);
    }
}

var verdict = Checker.Check(HistoryFile.Read(file));
Console.WriteLine(verdict);
foreach (var kind in verdict.Faults) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {kind.Times,3} times  {kind.Name}"));
foreach (var breach in verdict.Breaches.Take(20)) Console.WriteLine($"  {breach}");
if (options.Text("--report") is { } report)
    await File.WriteAllTextAsync(report, Report.Of(HistoryFile.Read(file).OfType<Observation.Began>().FirstOrDefault(), verdict));
return ExitCode.Of(verdict, options.Rules);

// Whatever becomes of the driver, what was seen until then is judged.
async Task<bool> GoAsync(TaggedModel model, HistoryFile history, Interruption interruption)
{
    try
    {
        return options.Has("--crash-points") ? await CrashAsync(model, history, interruption) : await BreakAsync(model, history, interruption);
    }
    catch (Exception exception) when (exception is not UnknownFaultException)
    {
        Console.Error.WriteLine(exception);
        return false;
    }
}

async Task<bool> BreakAsync(TaggedModel model, HistoryFile history, Interruption interruption)
{
    var name = options.Text("--peer") ?? "constellation";
    await using var peer = await Peers.All[name](model.Endpoint);
    using var run = new Run(peer, history, new RunOptions(
        options.Number("--faults", 60),
        options.Number("--turns", 0),
        options.Number("--talkers", 16),
        options.Seed,
        options.Number("--pause", 1),
        options.Number("--minutes", int.MaxValue / 60),
        TimeSpan.FromSeconds(options.Number("--patience", 60)),
        options.Text("--only")));
    var names = peer.Faults.Select(kind => kind.Name).ToList();
    if (options.Text("--only")?.Split(';').FirstOrDefault(only => !names.Contains(only)) is { } unknown) throw new UnknownFaultException(unknown, names);
    Begin(history, name, peer, run.Asked);
    var isWhole = await interruption.AwaitAsync(run.GoAsync(), history);
    NoteMade(history, peer);
    return isWhole;
}

async Task<bool> CrashAsync(TaggedModel model, HistoryFile history, Interruption interruption)
{
    var crashing = new CrashOptions(
        options.Number("--crash-points", 1),
        options.Number("--talkers", 16),
        options.Seed,
        TimeSpan.FromSeconds(options.Number("--patience", 60)),
        options.Text("--only"));
    if (crashing.Points.Count == 0) throw new UnknownFaultException(crashing.Only!, CrashPoints.All.Select(point => point.Name));
    var folder = Directory.CreateTempSubdirectory("crash-points-").FullName;
    await using var peer = await RealtimePeer.StartCrashingAsync(model.Endpoint, folder);
    Begin(history, "crash points", peer, new Asked(0, 0, [.. crashing.Points.Select(point => point.Name)], crashing.Times, InTheMiddle: false));
    var isWhole = await interruption.AwaitAsync(new CrashRun(peer, history, folder, crashing).GoAsync(), history);
    NoteMade(history, peer);
    Directory.Delete(folder, recursive: true);
    return isWhole;
}

void NoteMade(HistoryFile history, IPeer peer)
{
    foreach (var name in peer.Made) history.Add(new Observation.Made(name));
}

void Begin(HistoryFile history, string name, IPeer peer, Asked asked) => history.Add(new Observation.Began(name, peer.ContinuesText)
{
    Applies = peer.Applies,
    Command = options.Command,
    Code = $"{peer.Code ?? "unknown"}, driven by {Machine.Driver}",
    Machine = Machine.Describe(),
    On = TimeProvider.System.GetUtcNow(),
    Asked = asked,
});

int Misunderstood(string why)
{
    Console.Error.WriteLine($"{why}\nSee ./chaos.sh --help");
    return ExitCode.Misunderstood;
}
