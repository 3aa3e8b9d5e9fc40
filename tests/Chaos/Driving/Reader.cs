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

    public async Task ReadAsync(Guid sessionId, Turn turn, long after, int reader, Decider decider, Random random)
    {
        var cursor = after;
        var last = "nothing";
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
                }
            }
            catch (Exception exception)
            {
                because = exception.Message;
                if (!hop.IsCancellationRequested) patient.Note("ResumeReply", node, exception);
            }

            if (isOver) return;
            history.Add(new Observation.Hopped(reader, turn.TurnId, node, cursor, because));
            await HopAsync(hop, random);
        }

        history.Add(new Observation.Hung(reader, turn.TurnId, $"nothing after {last} {cursor}"));
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
            try
            {
                await foreach (var observed in peer.WatchAsync(way, node, userId, sessionId, cursor, hop.Token))
                {
                    history.Add(observed is Observation.Seen e ? e with { Reader = reader } : (Observation.Restarted)observed with { Reader = reader });
                    cursor = observed is Observation.Seen { Sequence: var sequence } ? sequence : ((Observation.Restarted)observed).Sequence;
                    if (observed is Observation.Seen { Type: "session.ended" }) return;
                }
            }
            catch (Exception exception)
            {
                if (!hop.IsCancellationRequested) patient.Note(way, node, exception);
            }

            await HopAsync(hop, random);
        }

        history.Add(new Observation.Hung(reader, null, $"{way} of {sessionId}: nothing after {cursor}"));
    }

    private static Task HopAsync(CancellationTokenSource hop, Random random) =>
        Task.Delay(hop.IsCancellationRequested ? random.Next(10, 100) : random.Next(50, 500), CancellationToken.None);
}

/// <summary>A turn that was accepted: where it is read from, and who took its message.</summary>
internal sealed record Turn(Guid TurnId, long After, int Node);

/// <summary>How far who sent a message has read its turn in the same call.</summary>
internal sealed record Begun(Turn Turn, long Cursor, bool IsOver);
