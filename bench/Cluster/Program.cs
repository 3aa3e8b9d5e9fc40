using System.Globalization;
using Constellation.Realtime.ClusterBench;

var rounds = args is [_, var count] ? int.Parse(count, CultureInfo.InvariantCulture) : (int?)null;
Figures figures;
switch (args)
{
    case ["kill", ..]:
        figures = await Waits.AfterKillAsync(rounds ?? 20);
        break;
    case ["pause", ..]:
        figures = await Waits.AfterPauseAsync(rounds ?? 10);
        break;
    case ["resume", ..]:
        figures = await Waits.AfterResumeAsync(rounds ?? 500);
        break;
    default:
        await Console.Error.WriteLineAsync(
            """
            kill [rounds]     kill -9 of the owner of ten replies: how long until readers elsewhere see the next character
            pause [rounds]    the same for an owner that is paused for 5 s
            resume [times]    a reader comes back on another node: how long until its first event
            Exit code 1 where it is longer than it may be. Three nodes, their PostgreSQL, Redis and model, all on this machine.
            """);
        return 2;
}

Console.WriteLine(figures);
return figures.AreKept ? 0 : 1;
