using System.Diagnostics;
using Constellation.Realtime.Contracts;
using Microsoft.AspNetCore.SignalR.Client;

namespace Constellation.Realtime.Nodes;

/// <summary>One reader of one turn, from its beginning to its end, whatever breaks in between.</summary>
internal sealed class Following
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Person _person;
    private readonly LocalCluster _cluster;
    private readonly TurnRef _turn;
    private readonly List<(SessionEvent Event, long At)> _seen = [];

    public Following(Person person, LocalCluster cluster, TurnRef turn, int node)
    {
        (_person, _cluster, _turn) = (person, cluster, turn);
        Ended = ReadAsync(node);
    }

    /// <summary>Completes with all that was seen.</summary>
    public Task<IReadOnlyList<SessionEvent>> Ended { get; }

    /// <summary>How often it had to connect.</summary>
    public int Connections { get; private set; }

    /// <summary>What broke off last.</summary>
    public Exception? LastTrouble { get; private set; }

    public IReadOnlyList<SessionEvent> Seen
    {
        get { lock (_seen) return [.. _seen.Select(one => one.Event)]; }
    }

    public string Text => ReplyFold.TextOf(Seen);

    public Task UntilAsync(Func<string, bool> text) => Until.TrueAsync(() => Ended.IsFaulted || text(Text));

    /// <summary>How long after <paramref name="timestamp"/> the first text of a later owner came, once it has.</summary>
    public async Task<TimeSpan> NextOwnersTextAsync(long timestamp)
    {
        TimeSpan? wait = null;
        await Until.TrueAsync(() => (wait = NextOwnersTextAfter(timestamp)) is not null);
        return wait!.Value;
    }

    private TimeSpan? NextOwnersTextAfter(long timestamp)
    {
        lock (_seen)
        {
            var term = _seen.Where(one => one.At <= timestamp).Max(one => one.Event.Sequence >> 20);
            var next = _seen.FirstOrDefault(one => one.Event.Sequence >> 20 > term && one.Event is { Type: SessionEventTypes.TextDelta, Text.Length: > 0 });
            return next.Event is null ? null : Stopwatch.GetElapsedTime(timestamp, next.At);
        }
    }

    private async Task<IReadOnlyList<SessionEvent>> ReadAsync(int node)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                Connections++;
                await using var connection = await _person.ConnectAsync(node, patience.Token);
                var after = Seen is [.., var last] ? last.Sequence : _turn.After;
                await foreach (var e in connection.StreamAsync<SessionEvent>("ResumeReply", _turn.SessionId, _turn.TurnId, after, patience.Token))
                {
                    lock (_seen) _seen.Add((e, Stopwatch.GetTimestamp()));
                    if (e.EndsTurn) return Seen;
                }
            }
            catch (Exception exception) when (!patience.IsCancellationRequested)
            {
                LastTrouble = exception;
                if (_cluster.Up.Where(other => other != node).ToList() is [var other, ..]) node = other;
                await Task.Delay(50, patience.Token);
            }
            catch (Exception)
            {
                var seen = string.Join(", ", Seen.Select(e => $"{e.Sequence >> 20}-{e.Sequence & 0xfffff} {e.Type}"));
                throw new TimeoutException($"A reader on node {node} hangs after {seen}.", LastTrouble);
            }
        }
    }
}
