using System.Runtime.CompilerServices;
using Constellation.Realtime.Chaos;
using Constellation.Realtime.Chaos.Driving;

namespace Constellation.Realtime.Cluster.Tests;

/// <summary>Another service than ours as the driver of faults sees it, the smallest that there is: one node that says every reply anew after it was killed. Its adapter is all
/// that had to be written.</summary>
/// <param name="losesACharacter">Whether it says one character less then than it keeps.</param>
/// <param name="staysOpen">Whether its streams go on behind the end.</param>
internal sealed class OtherPeer(bool losesACharacter = false, bool staysOpen = false) : IPeer
{
    private const int Words = 40;
    private const int MostEvents = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Reply> _byMessage = [];
    private CancellationTokenSource _life = new();

    public IReadOnlyList<int> Up => [1];

    public bool ContinuesText => false;

    public IReadOnlyList<FaultKind> Faults => [new("kill", true, KillAsync) { TakesOwner = true }];

    public Task<Guid> StartSessionAsync(int node, Guid userId, CancellationToken cancellationToken) => Task.FromResult(Guid.NewGuid());

    public Task<(Guid TurnId, long After)> SendAsync(int node, Guid userId, Guid sessionId, Guid clientMessageId, string text, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_byMessage.TryGetValue(clientMessageId, out var reply))
            {
                var after = (1 + _byMessage.Values.Count(one => one.SessionId == sessionId)) * MostEvents;
                _byMessage[clientMessageId] = reply = new Reply(sessionId, Guid.NewGuid(), text, after);
                reply.Writing = WriteAsync(reply);
            }

            return Task.FromResult((reply.TurnId, (long)reply.After));
        }
    }

    public async IAsyncEnumerable<Observation.Seen> ReadAsync(
        int node, Guid userId, Guid sessionId, Guid turnId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var life = _life.Token;
        for (var next = (int)after + 1; ; next++)
        {
            var (seen, more) = EventOf(turnId, next);
            if (seen is null)
            {
                await more.WaitAsync(cancellationToken);
                seen = EventOf(turnId, next).Event!;
            }

            if (life.IsCancellationRequested) throw new IOException("The node was killed.");
            yield return seen;
            if (seen.EndsTurn && !staysOpen) yield break;
        }
    }

    public Task<IReadOnlyList<Observation.Kept>> HistoryAsync(int node, Guid userId, Guid sessionId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<Observation.Kept>>([.. _byMessage.Values.Where(reply => reply.SessionId == sessionId).SelectMany(reply => new[]
            {
                new Observation.Kept(sessionId, reply.TurnId, "user", "complete", reply.Question),
                new Observation.Kept(sessionId, reply.TurnId, "assistant", "complete", reply.Text),
            })]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_byMessage.Values.Select(reply => reply.Writing));
        _life.Dispose();
    }

    private async Task WriteAsync(Reply reply)
    {
        for (var word = 1; word <= Words; word++)
        {
            await Task.Delay(25);
            lock (_lock) reply.Say($"{word} ");
        }

        lock (_lock) reply.Add(new Observation.Seen(0, reply.TurnId, 0, "turn.completed", null, null, null, null));
    }

    private (Observation.Seen? Event, Task More) EventOf(Guid turnId, int sequence)
    {
        lock (_lock)
        {
            var reply = _byMessage.Values.Single(one => one.TurnId == turnId);
            return (reply.Events.ElementAtOrDefault(sequence - reply.After - 1), reply.More);
        }
    }

    private async Task KillAsync(int node, Action strikes, Random random)
    {
        strikes();
        var life = _life;
        _life = new CancellationTokenSource();
        await life.CancelAsync();
        life.Dispose();
        lock (_lock)
        {
            foreach (var reply in _byMessage.Values.Where(reply => !reply.IsOver)) reply.SayAnew(losesACharacter ? 1 : 0);
        }
    }

    private sealed class Reply(Guid sessionId, Guid turnId, string question, int after)
    {
        private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _shown;

        public Guid SessionId => sessionId;

        public int After => after;

        public Guid TurnId => turnId;

        public string Question => question;

        public string Text { get; private set; } = "";

        public List<Observation.Seen> Events { get; } = [];

        public Task More => _more.Task;

        public Task Writing { get; set; } = Task.CompletedTask;

        public bool IsOver => Events is [.., { EndsTurn: true }];

        public void Say(string text)
        {
            Text += text;
            Show(text);
        }

        public void SayAnew(int butFor)
        {
            Add(new Observation.Seen(0, turnId, 0, "text.rewound", null, null, 0, "takeover"));
            _shown = 0;
            Show(Text[..Math.Max(0, Text.Length - butFor)]);
        }

        public void Add(Observation.Seen seen)
        {
            Events.Add(seen with { Sequence = after + Events.Count + 1 });
            _more.TrySetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        private void Show(string text)
        {
            Add(new Observation.Seen(0, turnId, 0, "text.delta", text, _shown, null, null));
            _shown += text.Length;
        }
    }
}
