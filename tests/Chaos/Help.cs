using Constellation.Realtime.BrokenHub.Crashing;
using Constellation.Realtime.Chaos.Driving;

namespace Constellation.Realtime.Chaos;

internal static class Help
{
    public static string Text =>
        $"""
        ./chaos.sh [--faults 60] [--turns 0] [--talkers 16] [--words 120] [--pause 1] [--minutes M] [--patience 60] [--seed N] [--only FAULTS] [--out FILE] [--report FILE]
                   [--peer NAME] [--breach RULES]
        ./chaos.sh --crash-points TIMES [--only POINT] [--talkers 16] [--words 120] [--patience 60] [--seed N] [--out FILE] [--report FILE]
        ./chaos.sh --check FILE [--report FILE] [--breach RULES]

        Starts three nodes with their PostgreSQL, Redis and model on this machine, lets people talk, and breaks something every second, until there were so many
        faults and so many turns. It needs redis-server and PostgreSQL's initdb and postgres, as Debian's packages redis-server and postgresql have them.

        Replies have up to --words words; --pause makes the pauses between faults of stores so many times longer, --minutes ends it after so many. Who sees nothing new
        for --patience seconds hangs. The same seed makes the same choices, if not at the same microsecond. Everything that a client saw goes into --out, one observation
        a line, as it is seen. Then the checker, which knows that file alone, says whether the contract was kept; --report has it written as a page, too.

        Asked to stop (SIGTERM, Ctrl-C) it judges what was seen so far. What a driver that was killed left is judged by --check.

        The faults, by the names that --only knows (several with ; between them); in between, readers change nodes at random cursors and come late, and messages are sent twice at once:

        {Lines(RealtimeFaults.Names)}

        Exit code
          0  the contract was kept
          1  it was broken. With --breach ({string.Join(", ", Enum.GetNames<Checking.Rule>()).ToLowerInvariant()}; several with commas): one of these rules was, in a run that counts
          2  what was asked for can't be understood
          3  the run is void: fewer than nine of ten faults, or of the faults of nodes, hit a reply in its middle (not asked of crash points, which strike where they
             are), or there were not as many faults and turns as were asked for, or a fault or a crash point did not strike as often as it should
          4  it was broken off; nothing was wrong until then
          5  with --breach: other rules were broken than these. So a control is red for the right reason

        CHAOS_HUB=PATH runs a published hub (its dll; with --crash-points that of tests/BrokenHub) in place of the one that was built beside this.
        CLUSTER_LOGS=FOLDER keeps what the nodes wrote.

        With --crash-points a node of five kills itself at every named step between two effects, so many times at each; with --only at those only whose name has that in
        it (several with ; between them):

        {Lines(CrashPoints.All.Select(point => point.Name))}

        The services that --peer knows: constellation; constellation-planner (with the built-in planner, whose replies are gone on with, not said anew); without-order,
        without-fence and without-seal, which have one rule taken out and must be found out; and without-nothing and without-nothing-planner, which run in the same host
        with all their rules and must not.

        The same faults on another server: implement IPeer (tests/Chaos/Driving/IPeer.cs says what each part has to do, and in which words) over its own clients, nodes
        and faults, name it in Peers.cs, and give --peer its name. tests/Cluster.Tests/OtherPeer.cs is a whole one; RealtimePeer.cs is the one for
        Constellation.Realtime, and RealtimeFaults.cs its faults. Processes, PostgreSQL, Redis and wires that can be cut or frozen are there to be used (tests/Nodes,
        RedisServer, PostgresServer and TcpProxy in tests/Engine.Tests). A peer is given the address of an OpenAI-compatible model that never says the same twice, and it may
        leave out watching, suggestions, decisions and ending: what it has is judged. The checker needs no change.
        """;

    private static string Lines(IEnumerable<string> names) => string.Join('\n', names.Distinct().Select(name => $"  {name}"));
}
