using Constellation.Realtime.Contracts;
using Constellation.Realtime.Nodes;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Constellation.Realtime.Cluster.Tests;

/// <summary>Three nodes, a reply that takes some seconds, and readers on each node; something happens in the middle of it.</summary>
[Collection(SharedClusterTests.Name)]
public abstract class ClusterJourney(SharedCluster shared) : IAsyncLifetime
{
    private const double WordsPerSecond = 25;
    private static readonly string[] Words = [.. Enumerable.Range(1, 100).Select(i => i % 7 == 0 ? $"🛰️{i} " : $"{i} ")];

    private protected static string WholeReply { get; } = string.Concat(Words);

    private protected LocalCluster Cluster { get; private set; } = null!;

    private protected Person Alice { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Cluster = await shared.WholeAsync();
        SaysWholeReply(WordsPerSecond);
        Alice = Cluster.SignIn();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>What the model does from now on.</summary>
    private protected void SaysWholeReply(double wordsPerSecond) => Cluster.Llm.Otherwise.Says(Words).Paced(wordsPerSecond);

    /// <summary>Alice asks on node 1 and reads on every node; once all read, it happens.</summary>
    private protected async Task<(TurnRef Turn, IReadOnlyList<Following> Readers)> InTheMiddleOfAReplyAsync(Func<TurnRef, Task> happens)
    {
        var turn = await Alice.SendAsync(node: 1);
        var readers = Cluster.Up.Select(node => Alice.Follow(turn, node)).ToList();
        foreach (var reader in readers) await reader.UntilAsync(text => text.Length > 20);
        await happens(turn);
        return (turn, readers);
    }

    /// <summary>Every reader has seen the whole turn once, and has in hand what history keeps.</summary>
    private protected async Task<Message> AllHoldsAsync(TurnRef turn, IEnumerable<Following> readers)
    {
        var seen = await Task.WhenAll(readers.Append(Alice.Follow(turn, Cluster.Up[0])).Select(reader => reader.Ended));
        var kept = await Alice.ReplyAsync(Cluster.Up[0], turn);
        foreach (var events in seen)
        {
            Assert.Equal(events.Select(e => e.Sequence).Distinct().Order(), events.Select(e => e.Sequence));
            Assert.Single(events, e => e.Type == SessionEventTypes.TurnStarted);
            Assert.Equal(seen[0][^1].Sequence, Assert.Single(events, e => e.EndsTurn).Sequence);
            Assert.Equal(kept.Content, ReplyFold.TextOf(events));
        }

        return kept;
    }
}
