using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Cluster.Tests;

public sealed class NodeFaultTests(SharedCluster shared) : ClusterJourney(shared)
{
    [Fact]
    public async Task When_the_owner_is_killed_its_reply_goes_on_elsewhere_and_no_reader_loses_or_repeats_a_character()
    {
        var (turn, readers) = await InTheMiddleOfAReplyAsync(_ =>
        {
            Cluster[1].Kill();
            return Task.CompletedTask;
        });

        Assert.Equal(WholeReply, (await AllHoldsAsync(turn, readers)).Content);
        Assert.Equal(2, Cluster.Llm.Requests.Count);
    }

    [Fact]
    public async Task When_the_owner_of_many_turns_is_killed_each_of_them_ends_once()
    {
        const int Turns = 30;
        Cluster.Llm.When(_ => true).Says(WholeReply.Split(' ').Select(word => word + " ").SkipLast(1).ToArray()).Paced(5);
        var turns = new List<TurnRef>();
        for (var i = 0; i < Turns; i++) turns.Add(await Alice.SendAsync(node: 1));
        var readers = turns.Select((turn, i) => Alice.Follow(turn, 1 + i % 3)).ToList();
        foreach (var reader in readers) await reader.UntilAsync(text => text.Length > 20);

        Cluster[1].Kill();

        foreach (var (turn, reader) in turns.Zip(readers)) Assert.Equal(WholeReply, (await AllHoldsAsync(turn, [reader])).Content);
    }

    /// <summary>Whoever takes the turn over has nothing more to say. A paused node is taken for dead seconds later, long after the cancellation is stored.</summary>
    [Fact]
    public async Task When_the_owner_is_paused_and_the_reply_is_stopped_before_another_goes_on_what_was_said_is_kept()
    {
        var (turn, readers) = await InTheMiddleOfAReplyAsync(turn =>
        {
            Cluster[1].Pause();
            return Alice.CancelAsync(node: 2, turn);
        });
        await readers[1].Ended;
        Cluster[1].GoOn();

        var kept = await AllHoldsAsync(turn, readers);
        Assert.Equal(MessageStatus.Partial, kept.Status);
        Assert.InRange(kept.Content.Length, 21, WholeReply.Length);
        Assert.StartsWith(kept.Content, WholeReply, StringComparison.Ordinal);
        Assert.Single(Cluster.Llm.Requests);
    }

    [Fact]
    public async Task When_the_owner_is_paused_another_goes_on_and_the_late_one_adds_nothing()
    {
        var (turn, readers) = await InTheMiddleOfAReplyAsync(async _ =>
        {
            Cluster[1].Pause();
            await Cluster.Llm.WaitForRequestAsync(2);
            Cluster[1].GoOn();
        });

        Assert.Equal(WholeReply, (await AllHoldsAsync(turn, readers)).Content);
        Assert.Equal(2, Cluster.Llm.Requests.Count);
    }

    [Fact]
    public async Task When_the_owner_is_cut_off_from_PostgreSQL_the_reply_is_one_all_the_same()
    {
        var (turn, readers) = await InTheMiddleOfAReplyAsync(async _ =>
        {
            Cluster.WireToPostgres(1).Cut();
            await Task.Delay(TimeSpan.FromSeconds(5));
            Cluster.WireToPostgres(1).Mend();
        });

        Assert.Equal(WholeReply, (await AllHoldsAsync(turn, readers)).Content);
    }

    [Fact]
    public async Task When_the_owner_is_cut_off_from_Redis_the_reply_goes_on_and_is_whole_for_all()
    {
        var (turn, readers) = await InTheMiddleOfAReplyAsync(async _ =>
        {
            Cluster.WireToRedis(1).Cut();
            await Task.Delay(TimeSpan.FromSeconds(2));
            Cluster.WireToRedis(1).Mend();
        });

        Assert.Equal(WholeReply, (await AllHoldsAsync(turn, readers)).Content);
        Assert.Single(Cluster.Llm.Requests);
    }

    [Fact]
    public async Task When_the_owner_is_cut_off_from_both_another_goes_on()
    {
        var (turn, readers) = await InTheMiddleOfAReplyAsync(async _ =>
        {
            Cluster.WireToPostgres(1).Cut();
            Cluster.WireToRedis(1).Cut();
            await Cluster.Llm.WaitForRequestAsync(2);
            Cluster.WireToPostgres(1).Mend();
            Cluster.WireToRedis(1).Mend();
        });

        Assert.Equal(WholeReply, (await AllHoldsAsync(turn, readers)).Content);
        Assert.Equal(2, Cluster.Llm.Requests.Count);
    }

    [Fact]
    public async Task A_turn_is_cancelled_from_another_node_at_once()
    {
        var (turn, readers) = await InTheMiddleOfAReplyAsync(turn => Alice.CancelAsync(node: 2, turn));
        var seen = await readers[2].Ended;

        Assert.Equal(SessionEventTypes.TurnCancelled, seen[^1].Type);
        Assert.Equal(MessageStatus.Partial, (await AllHoldsAsync(turn, readers)).Status);
    }
}
