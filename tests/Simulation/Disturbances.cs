using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.Simulation;

/// <summary>What happens beside calls that fail: to nodes, to the log, and by the user and the readers, as chance will have it.</summary>
internal sealed class Disturbances(World world)
{
    private const int MostReaders = 6;

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    public void Happen()
    {
        var node = world.AnyNode();
        if (Happened(node)) Count++;
    }

    private bool Happened(SimulatedNode node)
    {
        switch (world.Next(16))
        {
            case 0 or 1:
                world.Kill(node);
                return true;
            case 2 or 3 when !node.IsPaused:
                world.TakeForDead(node, isPaused: true);
                return true;
            case 4 or 5 or 6 when world.IsTakenForDead(node):
                world.Resume(node);
                return true;
            case 4 when !node.IsPaused:
                world.TakeForDead(node, isPaused: false);
                return true;
            case 7 when !world.KeepsWhatWasShown:
                Lose(0);
                return true;
            case 8 when world.Log.Length > 0 && !world.KeepsWhatWasShown:
                var least = Math.Max(0, world.Log.Length - 4);
                Lose(least + world.Next(world.Log.Length - least));
                return true;
            case 9 or 10 when world.Database.Suggestions.Count > 0:
                var (suggestion, isAccepted) = (world.OneOf(world.Database.Suggestions).SuggestionId, world.Chance(70));
                world.Run($"{node.Name} decides", () => new Serving(world, node).DecideAsync(suggestion, isAccepted));
                return true;
            case 11 when world.Readers.Count < MostReaders:
                world.AddReader(JoinAt());
                return true;
            case 12 or 13:
                var reader = world.OneOf(world.Readers);
                world.Trace($"{reader.Name} hops to {node.Name}");
                reader.Hop(node);
                return true;
            case 14 when world.Chance(30):
                world.User.Cancel();
                return true;
            case 15 when world.User.HasSentAll && world.Chance(30):
                return world.User.End();
            default:
                return false;
        }
    }

    private void Lose(int left)
    {
        world.Trace(left == 0 ? "the log loses everything" : $"the log loses its last {world.Log.Length - left}");
        world.Log.LoseAllAfter(left);
    }

    /// <summary>Where a reader may begin: before all, or where a turn begins, so that it can tell the whole of each turn that it sees.</summary>
    private long JoinAt() => world.Database.Turns.Count == 0 || world.Chance(50) ? 0 : Sequence.Of(world.OneOf(world.Database.Turns).StartTerm);
}
