namespace Constellation.Realtime.Chaos.Driving;

/// <summary>A person who asks again as soon as a reply has ended, and reads each reply in several places at once, changing nodes at random cursors.</summary>
internal sealed class Talker(IPeer peer, HistoryFile history, LiveReplies live, int seed, CancellationToken enough)
{
    private const int ReadersPerTurn = 2;

    /// <summary>Longer without anything new than any fault lasts: it hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Random _random = new(seed);
    private readonly Guid _userId = NewId();
    private Guid? _sessionId;

    public async Task TalkAsync()
    {
        _sessionId = await StartAsync();
        for (var i = 1; !enough.IsCancellationRequested; i++)
        {
            if (await SendAsync($"Question {i} of {_userId}: map forest fires with Sentinel-2 and put them into a bucket") is not { } turn) return;
            var seeds = Enumerable.Range(0, ReadersPerTurn).Select(_ => _random.Next()).ToList();
            live.Begin(turn.Node);
            await Task.WhenAll(seeds.Select(own => ReadAsync(turn.TurnId, turn.After, new Random(own))));
            live.End(turn.Node);
        }
    }

    /// <summary>What history keeps of it all.</summary>
    public async Task KeepAsync()
    {
        if (_sessionId is not { } sessionId) return;
        var kept = await UntilAsync(node => peer.HistoryAsync(node, _userId, sessionId, CancellationToken.None));
        foreach (var message in kept) history.Add(message);
    }

    private Task<Guid> StartAsync() => UntilAsync(node => peer.StartSessionAsync(node, _userId, CancellationToken.None));

    private async Task<(Guid TurnId, long After, int Node)?> SendAsync(string text)
    {
        var id = NewId();
        using var patience = new CancellationTokenSource(Patience);
        while (!patience.IsCancellationRequested)
        {
            var node = AnyNode(_random);
            history.Add(new Observation.Sending(id, _sessionId!.Value, text, node));
            try
            {
                var turn = await peer.SendAsync(node, _userId, _sessionId.Value, id, text, patience.Token);
                history.Add(new Observation.Accepted(id, _sessionId.Value, turn.TurnId, node));
                return (turn.TurnId, turn.After, node);
            }
            catch (RefusedByPeerException refused)
            {
                history.Add(new Observation.NotAccepted(id, refused.Code, node));
                if (refused.Code != "unavailable") return null;
            }
            catch (Exception)
            {
                history.Add(new Observation.NotAccepted(id, null, node));
            }

            await Task.Delay(_random.Next(20, 200), CancellationToken.None);
        }

        history.Add(new Observation.Hung(0, null, "a message was neither accepted nor refused"));
        return null;
    }

    private async Task ReadAsync(Guid turnId, long after, Random random)
    {
        var reader = history.NewReader();
        var cursor = after;
        var last = "nothing";
        using var patience = new CancellationTokenSource(Patience);
        while (!patience.IsCancellationRequested)
        {
            var node = AnyNode(random);
            using var hop = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
            if (random.Next(3) == 0) hop.CancelAfter(random.Next(50, 3000));
            string? because = null;
            try
            {
                await foreach (var seen in peer.ReadAsync(node, _userId, _sessionId!.Value, turnId, cursor, hop.Token))
                {
                    history.Add(seen with { Reader = reader });
                    cursor = seen.Sequence;
                    last = seen.Type;
                    patience.CancelAfter(Patience);
                    if (seen.Type is "turn.completed" or "turn.cancelled" or "turn.failed") return;
                }
            }
            catch (Exception exception)
            {
                because = exception.Message;
            }

            history.Add(new Observation.Hopped(reader, turnId, node, cursor, because));
            await Task.Delay(random.Next(10, 100), CancellationToken.None);
        }

        history.Add(new Observation.Hung(reader, turnId, $"nothing after {last} {cursor}"));
    }

    private async Task<T> UntilAsync<T>(Func<int, Task<T>> ask)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                return await ask(AnyNode(_random));
            }
            catch (Exception) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(100, CancellationToken.None);
            }
        }
    }

    private int AnyNode(Random random) => peer.Up is { Count: > 0 } up ? up[random.Next(up.Count)] : 1;

    private static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
}
