using System.Net;
using Constellation.Realtime.Contracts;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace Constellation.Realtime.Deploy.Tests;

public sealed class DeploymentTests(Deployment deployment) : IClassFixture<Deployment>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly string[] Words = [.. Enumerable.Range(1, 60).Select(i => $"{i} ")];

    [Fact]
    public async Task A_node_is_nobody_says_that_it_is_ready_and_stops_in_time()
    {
        await using var node = await deployment.StartNodeAsync();

        Assert.Equal("1654\t1654\t1654\t1654", node.StatusOf("Uid"));
        Assert.Equal("0000000000000000", node.StatusOf("CapEff"));
        Assert.Equal(0, await node.CheckHealthAsync(deployment.Image));
        node.Stop();

        Assert.Equal(0, await node.ExitAsync(Limit));
        Assert.Equal(1, await node.CheckHealthAsync(deployment.Image));
    }

    [Fact]
    public async Task A_reply_goes_on_through_the_load_balancer_while_each_node_in_turn_is_killed()
    {
        deployment.Llm.Otherwise.Says(Words).Paced(10);
        foreach (var node in new[] { 1, 2 })
        {
            var (readers, reading) = await OneOnEachNodeAsync();

            deployment[node].Kill();
            await reading.WaitAsync(TimeSpan.FromSeconds(60));

            foreach (var reader in readers)
            {
                Assert.Equal(string.Concat(Words), ReplyFold.TextOf(reader.Seen));
                Assert.Equal(reader.Seen.Select(e => e.Sequence).Distinct().Order(), reader.Seen.Select(e => e.Sequence));
                Assert.Equal(string.Concat(Words), await reader.KeptAsync());
            }

            Assert.Equal(1, readers.Count(reader => reader.Breaks > 0));
            readers.ForEach(reader => reader.Dispose());
            await deployment.StartAgainAsync(node);
        }
    }

    [Fact]
    public async Task While_a_node_drains_the_load_balancer_finds_the_other_one_and_no_reader_is_cut_off()
    {
        deployment.Llm.Otherwise.Says(Words).Paced(10); // Far longer than a draining node lets a reply end.
        var (readers, reading) = await OneOnEachNodeAsync();

        deployment[1].Stop();
        var exit = deployment[1].ExitAsync(Limit);
        var answers = new HashSet<HttpStatusCode>();
        while (!exit.IsCompleted) answers.Add(await readers[0].GetAsync("/llm/chat/sessions/"));

        Assert.Equal([HttpStatusCode.OK], answers);
        Assert.Equal(0, await exit);
        await reading.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.All(readers, reader => Assert.Equal(string.Concat(Words), ReplyFold.TextOf(reader.Seen)));
        Assert.Equal((1, 0), (readers.Sum(reader => reader.Breaks), readers.Sum(reader => reader.Cuts)));
        readers.ForEach(reader => reader.Dispose());
        await deployment.StartAgainAsync(1);
    }

    /// <summary>Something is said to a silent reader every 15 s, so that who left without a word would be noticed then.</summary>
    [Fact]
    public async Task A_reader_who_leaves_is_gone_for_its_node_at_once()
    {
        deployment.Llm.Otherwise.Says("Well").ThenStalls();
        await deployment.UntilThereAreAsync(requests: 0, Limit);
        using var reader = deployment.SignIn();
        var reading = reader.AskAsync("Count, please.");
        await reader.UntilAsync(text => text.Length > 0);
        using var later = new Reader(deployment.Address, reader);
        var turn = reader.Seen[0];

        reader.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        await deployment.UntilThereAreAsync(requests: 0, Limit);
        Assert.Equal(HttpStatusCode.Accepted, await later.PostAsync($"/llm/chat/{turn.SessionId}/turns/{turn.TurnId}/cancel/"));
    }

    [Fact]
    public async Task Who_waits_for_a_whole_reply_gets_it_from_the_node_that_stops()
    {
        deployment.Llm.Says(Words[..10]).ThenStalls();
        deployment.Llm.Otherwise.Says(Words);
        await using var node = await deployment.StartNodeAsync();
        using var caller = deployment.SignIn(node.Address);
        var requests = deployment.Llm.Requests.Count;
        var asking = caller.AskWholeAsync("Count, please.");
        await deployment.Llm.WaitForRequestAsync(requests + 1);

        node.Stop();
        var (status, body) = await asking;

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(string.Concat(Words), body.GetProperty("message").GetString());
        Assert.Equal(0, await node.ExitAsync(Limit));
        Assert.Equal(requests + 2, deployment.Llm.Requests.Count);
    }

    [Fact]
    public async Task Who_waits_for_a_reply_that_takes_longer_is_told_where_it_goes_on()
    {
        deployment.Llm.Otherwise.Says("Well").ThenStalls();
        await using var node = await deployment.StartNodeAsync();
        using var caller = deployment.SignIn(node.Address);
        var requests = deployment.Llm.Requests.Count;
        var asking = caller.AskWholeAsync("Count, please.");
        await deployment.Llm.WaitForRequestAsync(requests + 1);

        node.Stop();
        var exit = node.ExitAsync(Limit);
        var (status, body) = await asking;

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (status, body.GetProperty("code").GetString()));
        Assert.Equal(0, await exit);
        using var elsewhere = new Reader(deployment.Address, caller);
        Assert.Equal(HttpStatusCode.OK, await elsewhere.GetAsync($"/llm/chat/{body.GetProperty("session_id")}/"));
        Assert.Equal(HttpStatusCode.Accepted, await elsewhere.PostAsync($"/llm/chat/{body.GetProperty("session_id")}/turns/{body.GetProperty("turn_id")}/cancel/"));
    }

    [Fact]
    public async Task The_hub_streams_over_a_web_socket_through_the_load_balancer()
    {
        deployment.Llm.Otherwise.Says("Con", "stel", "lation");
        using var reader = deployment.SignIn();
        await using var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(deployment.Address, "/hubs/chat"), HttpTransportType.WebSockets, options =>
            {
                options.SkipNegotiation = true;
                options.AccessTokenProvider = () => Task.FromResult<string?>(reader.Token);
            })
            .Build();
        await connection.StartAsync();

        var session = await connection.InvokeAsync<Session>("StartSession", new StartSession());
        var message = new SendMessage { SessionId = session.SessionId, ClientMessageId = Guid.NewGuid(), Text = "Well?" };
        var seen = await connection.StreamAsync<SessionEvent>("StreamReply", message).ToListAsync();

        Assert.Equal("Constellation", ReplyFold.TextOf(seen));
    }

    /// <summary>Two readers in the middle of a reply.</summary>
    private async Task<(List<Reader> Readers, Task Reading)> OneOnEachNodeAsync()
    {
        await deployment.UntilThereAreAsync(requests: 0, Limit);
        var (readers, reading) = (new List<Reader>(), new List<Task>());
        for (var i = 0; i < 2; i++)
        {
            var reader = deployment.SignIn();
            readers.Add(reader);
            reading.Add(reader.AskAsync("Count, please."));
            await deployment.UntilThereAreAsync(requests: i + 1, Limit);
        }

        foreach (var reader in readers) await reader.UntilAsync(text => text.Length > 20);
        Assert.Equal([1, 1], await deployment.RequestsAsync());
        return (readers, Task.WhenAll(reading));
    }
}
