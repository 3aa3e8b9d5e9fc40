namespace Constellation.Realtime.Chaos.Driving;

/// <summary>A person who asks again as soon as a reply has ended, reads everything in several places at once, changing nodes at random cursors, decides on what is
/// suggested, and begins a new conversation after a few questions. Who sees nothing new for as long as there is patience hangs.</summary>
internal sealed class Talker(IPeer peer, HistoryFile history, LiveReplies live, int seed, TimeSpan patience, CancellationToken enough)
{
    private const int ReadersPerTurn = 2;

    /// <summary>One is answered with words, one with a tool, and one with a suggestion.</summary>
    private static readonly string[] Questions = ["what is this?", "which blocks know of snow?", "map forest fires with Sentinel-2 and put them into a bucket"];

    private readonly Random _random = new(seed);
    private readonly Guid _userId = NewId();
    private readonly List<Guid> _sessions = [];
    private readonly List<(Observation.Sending Message, Guid TurnId)> _suggested = [];
    private int _questions;

    public async Task TalkAsync()
    {
        while (!enough.IsCancellationRequested)
        {
            var sessionId = await UntilAsync(node => peer.StartSessionAsync(node, _userId, CancellationToken.None));
            _sessions.Add(sessionId);
            using var ending = new CancellationTokenSource();
            var watching = peer.Watches.Select(way => WatchAsync(way, sessionId, new Random(_random.Next()), ending.Token)).ToList();
            var isWell = true;
            for (var left = _random.Next(1, 8); left > 0 && isWell && !enough.IsCancellationRequested; left--)
            {
                var renaming = peer.DoesMore && _random.Next(4) == 0 ? RenameAsync(sessionId, new Random(_random.Next())) : Task.CompletedTask;
                isWell = await AskAsync(sessionId);
                await renaming;
            }

            if (peer.DoesMore)
            {
                if (!await EndAsync(sessionId)) return;
            }

            // As long as it is not ended there may be nothing to see.
            ending.CancelAfter(patience);
            await Task.WhenAll(watching);
            if (!isWell) return;
        }
    }

    private async Task<bool> EndAsync(Guid sessionId)
    {
        try
        {
            await UntilAsync(async node =>
            {
                using var hung = new CancellationTokenSource(patience);
                await peer.EndSessionAsync(node, _userId, sessionId, hung.Token);
                return true;
            });
        }
        catch (Exception exception)
        {
            history.Add(new Observation.Hung(0, null, $"the end of {sessionId}: {exception.Message}"));
            return false;
        }

        history.Add(new Observation.Closed(sessionId));
        return true;
    }

    /// <summary>What history keeps of it all.</summary>
    public async Task KeepAsync()
    {
        foreach (var sessionId in _sessions)
        {
            var kept = await UntilAsync(node => peer.HistoryAsync(node, _userId, sessionId, CancellationToken.None));
            foreach (var message in kept) history.Add(message);
        }

        if (!peer.Applies) return;
        foreach (var (message, turnId) in _suggested) await SettleAsync(message, turnId);
    }

    /// <summary>What was accepted is applied in the end.</summary>
    private async Task SettleAsync(Observation.Sending message, Guid turnId)
    {
        using var hung = new CancellationTokenSource(patience);
        while (true)
        {
            var listed = await UntilAsync(node => peer.SuggestionsAsync(node, _userId, message, CancellationToken.None));
            if (listed is null) return;
            if (hung.IsCancellationRequested || !listed.Any(suggestion => suggestion.Status == "accepted"))
            {
                history.Add(new Observation.Listed(message.SessionId, turnId, listed));
                return;
            }

            await Task.Delay(300, CancellationToken.None);
        }
    }

    private async Task RenameAsync(Guid sessionId, Random random)
    {
        await Task.Delay(random.Next(1500), CancellationToken.None);
        var title = $"Title {random.Next(1_000_000)}";
        await UntilAsync(async node =>
        {
            await peer.RenameAsync(node, _userId, sessionId, title, CancellationToken.None);
            return true;
        });
        history.Add(new Observation.Renamed(sessionId, title));
    }

    /// <summary>False where it was not accepted.</summary>
    private async Task<bool> AskAsync(Guid sessionId)
    {
        var number = ++_questions;
        var message = new Observation.Sending(NewId(), sessionId, $"Question {number} of {_userId}: {Questions[_random.Next(Questions.Length)]}", 0);
        var decider = new Decider(peer, history, _userId, sessionId, _random.Next(), patience);
        var seeds = Enumerable.Range(0, ReadersPerTurn).Select(_ => _random.Next()).ToList();

        // The first reader may be the one that sent it, in one call.
        var first = history.NewReader();
        var begun = peer.DoesMore && _random.Next(3) == 0 ? await StreamAsync(message, first, decider) : null;
        if (begun is { IsOver: true, Turn: var whole }) return await AfterAsync(message, whole, decider);
        if ((begun?.Turn ?? await SendAsync(message)) is not { } turn) return false;
        if (peer.DoesMore && _random.Next(12) == 0) _ = CancelAsync(sessionId, turn, TimeSpan.FromMilliseconds(_random.Next(1500)));
        await Task.WhenAll(seeds.Select((own, i) =>
            ReadAsync(sessionId, turn, i == 0 ? begun?.Cursor ?? turn.After : turn.After, i == 0 ? first : history.NewReader(), decider, new Random(own))));
        return await AfterAsync(message, turn, decider);
    }

    private async Task<bool> AfterAsync(Observation.Sending message, Turn turn, Decider decider)
    {
        live.CountEnded();
        await decider.DoneAsync();
        if (peer.DoesMore && (peer.ContinuesText || message.Text.Contains("map", StringComparison.Ordinal)))
        {
            var listed = await UntilAsync(node => peer.SuggestionsAsync(node, _userId, message, CancellationToken.None));
            if (listed is not null) history.Add(new Observation.Listed(message.SessionId, turn.TurnId, listed));
            _suggested.Add((message, turn.TurnId));
        }

        return true;
    }

    private async Task<Turn?> SendAsync(Observation.Sending message)
    {
        using var hung = new CancellationTokenSource(patience);
        while (!hung.IsCancellationRequested)
        {
            var node = AnyNode(_random);
            history.Add(message with { Node = node });
            try
            {
                var turn = await peer.SendAsync(node, _userId, message.SessionId, message.ClientMessageId, message.Text, hung.Token);
                history.Add(new Observation.Accepted(message.ClientMessageId, message.SessionId, turn.TurnId, node));
                return new Turn(turn.TurnId, turn.After, node);
            }
            catch (RefusedByPeerException refused)
            {
                history.Add(new Observation.NotAccepted(message.ClientMessageId, refused.Code, node));
                if (refused.Code != "unavailable") return null;
            }
            catch (Exception)
            {
                history.Add(new Observation.NotAccepted(message.ClientMessageId, null, node));
            }

            await Task.Delay(_random.Next(50, 500), CancellationToken.None);
        }

        history.Add(new Observation.Hung(0, null, "a message was neither accepted nor refused"));
        return null;
    }

    /// <summary>Sends and reads in one call, until that breaks off. Null where nothing came: then nobody knows whether it was accepted.</summary>
    private async Task<Begun?> StreamAsync(Observation.Sending message, int reader, Decider decider)
    {
        var node = AnyNode(_random);
        history.Add(message with { Node = node });
        Begun? begun = null;
        using var hop = new CancellationTokenSource(patience);
        if (_random.Next(2) == 0) hop.CancelAfter(_random.Next(50, 3000));
        try
        {
            await foreach (var seen in peer.StreamAsync(node, _userId, message, hop.Token))
            {
                if (begun is null)
                    history.Add(new Observation.Accepted(message.ClientMessageId, message.SessionId, seen.TurnId!.Value, node));
                history.Add(seen with { Reader = reader });
                live.Hear(reader, node, seen);
                decider.Hear(seen);
                begun = new Begun(new Turn(seen.TurnId!.Value, 0, node), seen.Sequence, seen.EndsTurn);
            }
        }
        catch (Exception exception)
        {
            if (begun is null) history.Add(new Observation.NotAccepted(message.ClientMessageId, (exception as RefusedByPeerException)?.Code, node));
        }

        live.Forget(reader);
        return begun;
    }

    private async Task ReadAsync(Guid sessionId, Turn turn, long after, int reader, Decider decider, Random random)
    {
        var cursor = after;
        var last = "nothing";
        using var hung = new CancellationTokenSource(patience);
        while (!hung.IsCancellationRequested)
        {
            var node = AnyNode(random);
            using var hop = CancellationTokenSource.CreateLinkedTokenSource(hung.Token);
            if (random.Next(3) == 0) hop.CancelAfter(random.Next(50, 3000));
            var isOver = false;
            string? because = null;
            try
            {
                await foreach (var seen in peer.ReadAsync(node, _userId, sessionId, turn.TurnId, cursor, hop.Token))
                {
                    history.Add(seen with { Reader = reader });
                    live.Hear(reader, turn.Node, seen);
                    decider.Hear(seen);
                    (cursor, last) = (seen.Sequence, seen.Type);
                    hung.CancelAfter(patience);
                    isOver |= seen.EndsTurn;
                }
            }
            catch (Exception exception)
            {
                because = exception.Message;
            }

            if (isOver) return;
            history.Add(new Observation.Hopped(reader, turn.TurnId, node, cursor, because));
            await Task.Delay(hop.IsCancellationRequested ? random.Next(10, 100) : random.Next(50, 500), CancellationToken.None);
        }

        history.Add(new Observation.Hung(reader, turn.TurnId, $"nothing after {last} {cursor}"));
    }

    /// <summary>Tried once: whoever gets no answer does not know.</summary>
    private async Task CancelAsync(Guid sessionId, Turn turn, TimeSpan after)
    {
        await Task.Delay(after, CancellationToken.None);
        try
        {
            await peer.CancelAsync(AnyNode(_random), _userId, sessionId, turn.TurnId, CancellationToken.None);
        }
        catch (Exception)
        {
            // Then it goes on.
        }
    }

    private async Task WatchAsync(string way, Guid sessionId, Random random, CancellationToken ending)
    {
        var reader = history.NewReader();
        history.Add(new Observation.Watched(reader, sessionId, way));
        var cursor = 0L;
        while (!ending.IsCancellationRequested)
        {
            using var hop = CancellationTokenSource.CreateLinkedTokenSource(ending);
            if (random.Next(2) == 0) hop.CancelAfter(random.Next(50, 5000));
            try
            {
                await foreach (var observed in peer.WatchAsync(way, AnyNode(random), _userId, sessionId, cursor, hop.Token))
                {
                    history.Add(observed is Observation.Seen e ? e with { Reader = reader } : (Observation.Restarted)observed with { Reader = reader });
                    cursor = observed is Observation.Seen { Sequence: var sequence } ? sequence : ((Observation.Restarted)observed).Sequence;
                    if (observed is Observation.Seen { Type: "session.ended" }) return;
                }
            }
            catch (Exception)
            {
                // On another node, from the same cursor.
            }

            await Task.Delay(hop.IsCancellationRequested ? random.Next(10, 100) : random.Next(50, 500), CancellationToken.None);
        }

        history.Add(new Observation.Hung(reader, null, $"{way} of {sessionId}: nothing after {cursor}"));
    }

    private async Task<T> UntilAsync<T>(Func<int, Task<T>> ask)
    {
        using var hung = new CancellationTokenSource(patience);
        while (true)
        {
            try
            {
                return await ask(AnyNode(_random));
            }
            catch (Exception) when (!hung.IsCancellationRequested)
            {
                await Task.Delay(300, CancellationToken.None);
            }
        }
    }

    private int AnyNode(Random random) => peer.Up is { Count: > 0 } up ? up[random.Next(up.Count)] : 1;

    private static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    private sealed record Turn(Guid TurnId, long After, int Node);

    private sealed record Begun(Turn Turn, long Cursor, bool IsOver);
}
