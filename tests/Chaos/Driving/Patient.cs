namespace Constellation.Realtime.Chaos.Driving;

/// <summary>Asks on any node, again and again, until there is an answer. Who gets none for as long as there is patience hangs, and what else is wrong goes into the
/// history, too: nothing that the service does ends the driver.</summary>
internal sealed class Patient(IPeer peer, HistoryFile history, TimeSpan patience)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    public TimeSpan Patience => patience;

    /// <summary>Patience that begins now.</summary>
    public CancellationTokenSource Begin() => new(patience);

    public int AnyNode(Random random) => peer.Up is { Count: > 0 } up ? up[random.Next(up.Count)] : 1;

    /// <summary>Whether there was an answer, and which. Where there was none the history says so.</summary>
    /// <param name="call">What is asked, as the history calls it.</param>
    /// <param name="random">Of who asks, and of nobody else.</param>
    /// <param name="ask">Asks once.</param>
    public async Task<(bool IsAnswered, T? Answer)> AskAsync<T>(string call, Random random, Func<int, CancellationToken, Task<T>> ask)
    {
        using var hung = Begin();
        var last = "nothing came";
        while (!hung.IsCancellationRequested)
        {
            var node = AnyNode(random);
            try
            {
                return (true, await ask(node, hung.Token));
            }
            catch (Exception exception)
            {
                last = exception.Message;
                if (!hung.IsCancellationRequested && Note(call, node, exception) is not (null or "unavailable")) return (false, default);
            }

            await Task.Delay(Pause, CancellationToken.None);
        }

        history.Add(new Observation.Hung(0, null, $"{call}: {last}"));
        return (false, default);
    }

    /// <summary>The same for what has no answer but that it is done.</summary>
    public async Task<bool> DoAsync(string call, Random random, Func<int, CancellationToken, Task> ask)
    {
        var (isDone, _) = await AskAsync(call, random, async (node, cancellationToken) =>
        {
            await ask(node, cancellationToken);
            return true;
        });
        return isDone;
    }

    /// <summary>Keeps the code that the service said no with, and returns it; null where the connection broke.</summary>
    public string? Note(string call, int node, Exception exception)
    {
        var code = Trouble.CodeOf(exception);
        if (code is not null) history.Add(new Observation.Refused(call, code, node));
        return code;
    }
}
