namespace Constellation.Realtime.Chaos.Driving;

/// <summary>A person who asks again as soon as a reply has ended, reads everything in several places at once, changing nodes at random cursors, decides on what is
/// suggested, now and then wants another answer, and begins a new conversation after a few questions, sometimes before it has heard the last reply out. Who sees nothing
/// new for as long as there is patience hangs.</summary>
internal sealed class Talker(IPeer peer, HistoryFile history, LiveReplies live, int seed, TimeSpan patience, CancellationToken enough)
{
    /// <summary>One is answered with words, one with a tool, and one with a suggestion.</summary>
    private static readonly string[] Questions = ["what is this?", "which blocks know of snow?", "map forest fires with Sentinel-2 and put them into a bucket"];

    // Of the conversation's own course alone; whatever goes on beside it has another one.
    private readonly Random _random = new(seed);
    private readonly Guid _userId = NewId();
    private readonly Patient _patient = new(peer, history, patience);
    private readonly List<Guid> _sessions = [];
    private readonly List<(Observation.Sending Message, Guid TurnId)> _suggested = [];
    private int _questions;

    private Reader Reader => field ??= new Reader(peer, history, live, _patient, _userId);

    public async Task TalkAsync()
    {
        while (!enough.IsCancellationRequested)
        {
            var (isBegun, sessionId) = await _patient.AskAsync("StartSession", _random, (node, cancellationToken) => peer.StartSessionAsync(node, _userId, cancellationToken));
            if (!isBegun) return;
            _sessions.Add(sessionId);
            using var ending = new CancellationTokenSource();
            var watching = peer.Watches.Select(way => Reader.WatchAsync(way, sessionId, Fork(), ending.Token)).ToList();
            var isWell = true;
            for (var left = _random.Next(1, 8); left > 0 && isWell && !enough.IsCancellationRequested; left--)
            {
                var endsMeanwhile = peer.DoesMore && left == 1 && _random.Next(3) == 0;
                var renaming = peer.DoesMore && !endsMeanwhile && _random.Next(4) == 0 ? RenameAsync(sessionId, Fork()) : Task.CompletedTask;
                isWell = await AskAsync(sessionId, endsMeanwhile);
                await renaming;
            }

            // The same again where it was ended before.
            if (peer.DoesMore) isWell &= await EndAsync(sessionId, _random);

            // As long as it is not ended there may be nothing to see.
            ending.CancelAfter(patience);
            await Task.WhenAll(watching);
            if (!isWell) return;
        }
    }

    /// <summary>What history keeps of it all.</summary>
    public async Task KeepAsync()
    {
        foreach (var sessionId in _sessions)
        {
            var (_, kept) = await _patient.AskAsync("history", _random, (node, cancellationToken) => peer.HistoryAsync(node, _userId, sessionId, cancellationToken));
            foreach (var message in kept ?? []) history.Add(message);
        }

        if (!peer.Applies) return;
        foreach (var (message, turnId) in _suggested) await SettleAsync(message, turnId);
    }

    /// <summary>What was accepted is applied in the end.</summary>
    private async Task SettleAsync(Observation.Sending message, Guid turnId)
    {
        using var hung = _patient.Begin();
        while (await ListAsync(message) is { } listed)
        {
            if (hung.IsCancellationRequested || !listed.Any(suggestion => suggestion.Status == "accepted"))
            {
                history.Add(new Observation.Listed(message.SessionId, turnId, listed));
                return;
            }

            await Task.Delay(300, CancellationToken.None);
        }
    }

    private async Task<IReadOnlyList<Suggested>?> ListAsync(Observation.Sending message)
    {
        var (_, listed) = await _patient.AskAsync("suggestions", _random, (node, cancellationToken) => peer.SuggestionsAsync(node, _userId, message, cancellationToken));
        return listed;
    }

    private async Task EndMeanwhileAsync(Guid sessionId, Random random)
    {
        await Task.Delay(random.Next(1500), CancellationToken.None);
        await EndAsync(sessionId, random);
    }

    private async Task<bool> EndAsync(Guid sessionId, Random random)
    {
        history.Add(new Observation.Cancelling(sessionId, null));
        var isEnded = await _patient.DoAsync($"the end of {sessionId}", random, (node, cancellationToken) => peer.EndSessionAsync(node, _userId, sessionId, cancellationToken));
        if (isEnded) history.Add(new Observation.Closed(sessionId));
        return isEnded;
    }

    private async Task RenameAsync(Guid sessionId, Random random)
    {
        await Task.Delay(random.Next(1500), CancellationToken.None);
        var title = $"Title {random.Next(1_000_000)}";
        var isNamed = await _patient.DoAsync("rename", random, (node, cancellationToken) => peer.RenameAsync(node, _userId, sessionId, title, cancellationToken));
        if (isNamed) history.Add(new Observation.Renamed(sessionId, title));
    }

    /// <summary>False where it was not accepted.</summary>
    private async Task<bool> AskAsync(Guid sessionId, bool endsMeanwhile)
    {
        var number = ++_questions;
        var message = new Observation.Sending(NewId(), sessionId, $"Question {number} of {_userId}: {Questions[_random.Next(Questions.Length)]}", 0);
        var decider = NewDecider(sessionId);

        // The first reader may be the one that sent it, in one call.
        var first = history.NewReader();
        var begun = peer.DoesMore && _random.Next(3) == 0 ? await Reader.StreamAsync(message, first, decider, _random) : null;
        if ((begun?.Turn ?? await SendAsync(message, null)) is not { } turn) return false;
        if (begun is { IsOver: true }) await AfterAsync(message, turn, decider);
        else await FollowAsync(message, turn, (first, begun?.Cursor ?? turn.After), decider, endsMeanwhile);
        return endsMeanwhile || !peer.DoesMore || _random.Next(8) > 0 || await AskAgainAsync(message, turn);
    }

    /// <summary>Wants another answer to the same message. False where that was not accepted.</summary>
    private async Task<bool> AskAgainAsync(Observation.Sending message, Turn before)
    {
        var again = message with { ClientMessageId = NewId() };
        var decider = NewDecider(message.SessionId);
        if (await SendAsync(again, before.TurnId) is not { } turn) return false;
        await FollowAsync(again, turn, (history.NewReader(), turn.After), decider, endsMeanwhile: false);
        return true;
    }

    /// <summary>Reads the turn to its end, in two places and sometimes in a third one that comes late.</summary>
    private async Task FollowAsync(Observation.Sending message, Turn turn, (int Reader, long After) first, Decider decider, bool endsMeanwhile)
    {
        var sessionId = message.SessionId;
        var stopping = endsMeanwhile ? EndMeanwhileAsync(sessionId, Fork()) : peer.DoesMore && _random.Next(12) == 0 ? CancelAsync(sessionId, turn, Fork()) : Task.CompletedTask;
        var second = history.NewReader();
        var readings = await Task.WhenAll(
            Reader.ReadAsync(sessionId, turn, first.After, first.Reader, decider, Fork()), Reader.ReadAsync(sessionId, turn, turn.After, second, decider, Fork()));
        await stopping;
        if (_random.Next(3) == 0) await Reader.JoinAsync(sessionId, turn, second, readings[1], decider, Fork());
        await AfterAsync(message, turn, decider);
    }

    private async Task AfterAsync(Observation.Sending message, Turn turn, Decider decider)
    {
        live.CountEnded();
        await decider.DoneAsync();
        if (!peer.DoesMore || !(peer.ContinuesText || message.Text.Contains("map", StringComparison.Ordinal))) return;
        if (await ListAsync(message) is { } listed) history.Add(new Observation.Listed(message.SessionId, turn.TurnId, listed));
        _suggested.Add((message, turn.TurnId));
    }

    /// <summary>Every fourth message goes out twice at the same time, as from a page that lost its patience.</summary>
    /// <param name="message">It.</param>
    /// <param name="again">The turn whose message is to be answered anew, in place of this one's text.</param>
    private async Task<Turn?> SendAsync(Observation.Sending message, Guid? again)
    {
        using var hung = _patient.Begin();
        var atOnce = _random.Next(4) == 0 ? 2 : 1;
        for (var isFirst = true; !hung.IsCancellationRequested; isFirst = false)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => SendAsync(message, again, _patient.AnyNode(_random), hung.Token)));
            if (Array.Find(answers, answer => answer.Turn is not null).Turn is { } turn) return isFirst && atOnce == 1 ? turn : turn with { Node = 0 };
            if (Array.Exists(answers, answer => answer.Code is not (null or "unavailable"))) return null;
            await Task.Delay(_random.Next(50, 500), CancellationToken.None);
        }

        history.Add(new Observation.Hung(0, null, "a message was neither accepted nor refused"));
        return null;
    }

    private async Task<(Turn? Turn, string? Code)> SendAsync(Observation.Sending message, Guid? again, int node, CancellationToken hung)
    {
        var (sessionId, clientMessageId) = (message.SessionId, message.ClientMessageId);
        history.Add(again is { } before ? new Observation.AskingAgain(clientMessageId, sessionId, before, node) : message with { Node = node });
        try
        {
            var turn = again is { } last
                ? await peer.RegenerateAsync(node, _userId, sessionId, last, clientMessageId, hung)
                : await peer.SendAsync(node, _userId, sessionId, clientMessageId, message.Text, hung);
            history.Add(new Observation.Accepted(clientMessageId, sessionId, turn.TurnId, node));
            return (new Turn(turn.TurnId, turn.After, node), null);
        }
        catch (Exception exception)
        {
            var code = Trouble.CodeOf(exception);
            history.Add(new Observation.NotAccepted(clientMessageId, code, node));
            return (null, code);
        }
    }

    /// <summary>Tried once: whoever gets no answer does not know.</summary>
    private async Task CancelAsync(Guid sessionId, Turn turn, Random random)
    {
        await Task.Delay(random.Next(1500), CancellationToken.None);
        var node = _patient.AnyNode(random);
        using var hung = _patient.Begin();
        history.Add(new Observation.Cancelling(sessionId, turn.TurnId));
        try
        {
            await peer.CancelAsync(node, _userId, sessionId, turn.TurnId, hung.Token);
        }
        catch (Exception) when (hung.IsCancellationRequested)
        {
            history.Add(new Observation.Hung(0, turn.TurnId, "a cancellation was not answered"));
        }
        catch (Exception exception)
        {
            _patient.Note("CancelTurn", node, exception);
        }
    }

    private Decider NewDecider(Guid sessionId) => new(peer, history, _userId, sessionId, _random.Next(), patience);

    private Random Fork() => new(_random.Next());

    private static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
}
