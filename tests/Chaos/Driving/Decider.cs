using System.Collections.Concurrent;

namespace Constellation.Realtime.Chaos.Driving;

/// <summary>Decides on what is suggested while the reply goes on: from two nodes at once, and not always in the same way.</summary>
internal sealed class Decider(IPeer peer, HistoryFile history, Guid userId, Guid sessionId, int seed, TimeSpan patience)
{
    private readonly ConcurrentDictionary<string, Task> _decisions = new();

    public void Hear(Observation.Seen seen)
    {
        if (seen is not { Type: "suggestion.ready", About: { } suggestion }) return;
        var random = Chance.Of(seed, _decisions.Count);
        if (random.Next(3) > 0) _decisions.GetOrAdd(suggestion, id => Task.WhenAll(DecideAsync(id, new Random(random.Next())), DecideAsync(id, new Random(random.Next()))));
    }

    public Task DoneAsync() => Task.WhenAll(_decisions.Values);

    private async Task DecideAsync(string suggestion, Random random)
    {
        await Task.Yield();
        var decision = random.Next(2) == 0 ? "accepted" : "rejected";
        using var hung = new CancellationTokenSource(patience);
        while (!hung.IsCancellationRequested)
        {
            var node = peer.Up is { Count: > 0 } up ? up[random.Next(up.Count)] : 1;
            history.Add(new Observation.Deciding(sessionId, suggestion, decision, node));
            try
            {
                var status = await peer.DecideAsync(node, userId, sessionId, suggestion, decision, hung.Token);
                history.Add(new Observation.Decided(suggestion, decision, status, node));
                return;
            }
            catch (Exception exception)
            {
                var code = Trouble.CodeOf(exception);
                history.Add(new Observation.NotDecided(suggestion, decision, code, node));
                if (code is not (null or "unavailable")) return;
            }

            await Task.Delay(random.Next(50, 500), CancellationToken.None);
        }

        history.Add(new Observation.Hung(0, null, $"a decision on suggestion {suggestion} neither counts nor was refused"));
    }
}
