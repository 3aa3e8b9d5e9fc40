namespace Constellation.Realtime.Chaos.Driving;

/// <summary>One person's reading: of turns and of whole conversations, from their beginning to their end, on other nodes whenever a connection breaks off or chance has it.</summary>
internal sealed class Reader(IPeer peer, HistoryFile history, LiveReplies live, Patient patient, Guid userId)
{
    /// <summary>Sends and reads in one call, until that breaks off. Null where nothing came: then nobody knows whether it was accepted.</summary>
    public async Task<Begun?> StreamAsync(Observation.Sending message, int reader, Decider decider, Random random)
    {
        var node = patient.AnyNode(random);
        history.Add(message with { Node = node });
        Begun? begun = null;
        using var hop = patient.Begin();
        if (random.Next(2) == 0) hop.CancelAfter(random.Next(50, 3000));
        try
        {
            await foreach (var seen in peer.StreamAsync(node, userId, message, hop.Token))
            {
                if (begun is null)
                    history.Add(new Observation.Accepted(message.ClientMessageId, message.SessionId, seen.TurnId!.Value, node));
                history.Add(seen with { Reader = reader });
                live.Hear(node, seen);
                decider.Hear(seen);
                begun = new Begun(new Turn(seen.TurnId!.Value, 0, node), seen.Sequence, seen.EndsTurn);
            }
        }
        catch (Exception exception)
        {
            if (begun is null) history.Add(new Observation.NotAccepted(message.ClientMessageId, hop.IsCancellationRequested ? null : Trouble.CodeOf(exception), node));
            else if (!hop.IsCancellationRequested) patient.Note("StreamReply", node, exception);
        }

        return begun;
    }

    /// <summary>Reads the turn to its end, and gives the cursors on the way; none where it hung.</summary>
    public async Task<IReadOnlyList<long>> ReadAsync(Guid sessionId, Turn turn, long after, int reader, Decider decider, Random random)
    {
        var cursor = after;
        var last = "nothing";
        var cursors = new List<long> { after };
        using var hung = patient.Begin();
        while (!hung.IsCancellationRequested)
        {
            var node = patient.AnyNode(random);
            using var hop = CancellationTokenSource.CreateLinkedTokenSource(hung.Token);
            if (random.Next(3) == 0) hop.CancelAfter(random.Next(50, 3000));
            var isOver = false;
            string? because = null;
            try
            {
                await foreach (var seen in peer.ReadAsync(node, userId, sessionId, turn.TurnId, cursor, hop.Token))
                {
                    history.Add(seen with { Reader = reader });
                    live.Hear(turn.Node, seen);
                    decider.Hear(seen);
                    (cursor, last) = (seen.Sequence, seen.Type);
                    hung.CancelAfter(patient.Patience);
                    isOver |= seen.EndsTurn;
                    if (!isOver) cursors.Add(cursor);
                }
            }
            catch (Exception exception)
            {
                because = exception.Message;
                if (!hop.IsCancellationRequested) patient.Note("ResumeReply", node, exception);
            }

            // Behind the end the stream ends by itself.
            if (isOver && hung.IsCancellationRequested) history.Add(new Observation.Hung(reader, turn.TurnId, $"the stream stays open behind {last} {cursor}"));
            if (isOver) return cursors;
            history.Add(new Observation.Hopped(reader, turn.TurnId, node, cursor, because));
            await HopAsync(hop, random);
        }

        history.Add(new Observation.Hung(reader, turn.TurnId, $"nothing after {last} {cursor}"));
        return [];
    }

    /// <summary>Reads a turn that has ended once more, from a cursor on the way: who comes late to it, with what it saw before.</summary>
    public async Task JoinAsync(Guid sessionId, Turn turn, int like, IReadOnlyList<long> cursors, Decider decider, Random random)
    {
        if (cursors.Count == 0) return;
        var (reader, after) = (history.NewReader(), cursors[random.Next(cursors.Count)]);
        history.Add(new Observation.Joined(reader, turn.TurnId, after, like));
        await ReadAsync(sessionId, turn, after, reader, decider, random);
    }

    public async Task WatchAsync(string way, Guid sessionId, Random random, CancellationToken ending)
    {
        var reader = history.NewReader();
        history.Add(new Observation.Watched(reader, sessionId, way));
        var cursor = 0L;
        while (!ending.IsCancellationRequested)
        {
            var node = patient.AnyNode(random);
            using var hop = CancellationTokenSource.CreateLinkedTokenSource(ending);
            if (random.Next(2) == 0) hop.CancelAfter(random.Next(50, 5000));
            var isOver = false;
            try
            {
                await foreach (var observed in peer.WatchAsync(way, node, userId, sessionId, cursor, hop.Token))
                {
                    history.Add(observed is Observation.Seen e ? e with { Reader = reader } : (Observation.Restarted)observed with { Reader = reader });
                    cursor = observed is Observation.Seen { Sequence: var sequence } ? sequence : ((Observation.Restarted)observed).Sequence;
                    isOver |= observed is Observation.Seen { Type: "session.ended" };
                }
            }
            catch (Exception exception)
            {
                if (!hop.IsCancellationRequested) patient.Note(way, node, exception);
            }

            if (isOver && ending.IsCancellationRequested) history.Add(new Observation.Hung(reader, null, $"{way} of {sessionId} stays open behind its end"));
            if (isOver) return;
            await HopAsync(hop, random);
        }

        history.Add(new Observation.Hung(reader, null, $"{way} of {sessionId}: nothing after {cursor}"));
    }

    private static Task HopAsync(CancellationTokenSource hop, Random random) =>
        Task.Delay(hop.IsCancellationRequested ? random.Next(10, 100) : random.Next(50, 500), CancellationToken.None);
}

/// <summary>A turn that was accepted: where it is read from, and who took its message (0 where that is not known).</summary>
internal sealed record Turn(Guid TurnId, long After, int Node);

/// <summary>How far who sent a message has read its turn in the same call.</summary>
internal sealed record Begun(Turn Turn, long Cursor, bool IsOver);
