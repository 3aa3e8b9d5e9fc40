using Constellation.Realtime.BrokenHub.Crashing;

namespace Constellation.Realtime.Chaos;

internal static class Help
{
    public static string Text =>
        $"""
        ./chaos.sh [--faults 60] [--turns 0] [--talkers 16] [--words 120] [--pause 1] [--minutes M] [--patience 60] [--seed N] [--only KIND] [--out FILE] [--report FILE]
                   [--peer constellation] [--breach RULES]
        ./chaos.sh --crash-points TIMES [--only POINT] [--talkers 16] [--words 120] [--patience 60] [--seed N] [--out FILE] [--report FILE]
        ./chaos.sh --check FILE [--report FILE]

        Starts three nodes with their PostgreSQL, Redis and model on this machine, lets people talk, and breaks something every second, until there were so many
        faults and so many turns: kill -9, pause and SIGTERM of nodes, Redis and PostgreSQL killed, emptied, paused, wires to stores and to clients cut and frozen, readers who
        change nodes at random cursors and who come late. Replies have up to --words words; --pause makes the pauses between faults of stores so many times longer, --minutes ends it after so many.
        Who sees nothing new for --patience seconds hangs. Everything that a client saw goes into --out, one observation a line, as it is seen. Then the checker, which
        knows that file alone, says whether the contract was kept; --report has it written as a page, too.

        Asked to stop (SIGTERM, Ctrl-C) it judges what was seen so far. What a driver that was killed left is judged by --check.

        Exit code 0: the contract was kept. 1: it was broken. 3: the run is void: fewer than nine of ten faults hit a reply in its middle (not asked of crash
        points, which strike where they are), or there were not as many faults and turns as were asked for, or a crash point was not reached as often as it
        should. 4: it was broken off; nothing was wrong until then. With --breach (fold, kept, owner, stands, number, hung, other; several with commas) 1 means that such a rule was broken, and 5 that only others were: so a control is red for the right reason.

        CHAOS_HUB=PATH runs a published hub (its dll; with --crash-points that of tests/BrokenHub) in place of the one that was built beside this.
        CLUSTER_LOGS=FOLDER keeps what the nodes wrote.

        With --crash-points a node kills itself at every named step between two effects, so many times at each; with --only at those only whose name has that in it
        (several with ; between them):

        {string.Join("\n", CrashPoints.All.Select(point => "  " + point.Name))}

        The same faults on another server: implement IPeer (tests/Chaos/Driving/IPeer.cs) over its own clients, nodes and faults, name it in Peers.cs, and give --peer its name.
        It is given the address of an OpenAI-compatible model that never says the same twice, and it may leave out watching, suggestions and ending: what it has is
        judged. The checker needs no change. There are: constellation, constellation-planner (the built-in planner, whose replies are gone on with, not said anew),
        without-order, without-fence and without-seal, which have one rule taken out and must be found out, and without-nothing, which runs
        in the same host with all its rules and must not.
        """;
}
