using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>
/// Writes one turn's events as its owner, each once. The runner adds what is new, the pump has it written, and the end goes to the database first. Where the log
/// was fenced or lost while the turn is still ours by the database, it claims anew and says everything anew.
/// </summary>
internal sealed class TurnWriter : IDisposable
{
    private const int CheckpointChars = 4096;
    private static readonly TimeSpan CheckpointEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(5);

    private readonly IEventLog _log;
    private readonly ITurnStore _turns;
    private readonly TimeProvider _time;
    private readonly Turn _turn;
    private readonly TurnEvents _events;
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly CancellationTokenSource _stop = new();

    private bool _sealed;
    private bool _saysAnew;
    private volatile bool _needsClaim;
    private int _checkpointed;
    private DateTimeOffset _checkpointAt;

    public TurnWriter(Turn turn, IEventLog log, ITurnStore turns, TimeProvider time)
    {
        (_turn, _log, _turns, _time) = (turn, log, turns, time);
        _events = new TurnEvents(turn, time);
        _checkpointAt = time.GetUtcNow();
    }

    /// <summary>Called whenever there is something new to write.</summary>
    public Action? Added { get; set; }

    /// <summary>Cancelled when the runner is to stop: the user cancelled, or the turn is not this node's any more.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Whether the database says that the turn has another owner or is over: nothing more may be written.</summary>
    public bool IsLost { get; private set; }

    /// <summary>The term that the owner holds now.</summary>
    public long Term => _events.Term;

    /// <summary>The reply's text so far.</summary>
    public string Text => _events.Text;

    /// <summary>When this owner said the first text of the reply; null where it has said none, or went on with another owner's.</summary>
    public DateTimeOffset? FirstTextAt => _events.FirstTextAt;

    /// <summary>Whether there is something to write.</summary>
    public bool HasNews => _events.Any || _needsClaim;

    /// <summary>Whether the last write did not get through.</summary>
    public bool IsBehind => _events.AnyUnacknowledged || _needsClaim;

    /// <summary>Whether readers were shown the suggestion as ready, as far as the log knows: by this owner, or by one before it.</summary>
    public bool HasShown(Guid suggestionId) => _events.HasShown(suggestionId);

    /// <summary>Opens the log for a new turn, with its first events.</summary>
    public Task StartAsync(Session? titled, CancellationToken cancellationToken)
    {
        _events.Start(titled);
        return FlushAsync(cancellationToken);
    }

    /// <summary>Opens the log after a takeover and returns the text that this turn's readers may have: the log's, or a longer checkpoint's. Where an event outside
    /// the turn came in between, it claims anew first: the log has the text all the same.</summary>
    public async Task<string> TakeOverAsync(CancellationToken cancellationToken)
    {
        var held = "";
        var until = _time.GetUtcNow() + LogPatience;
        try
        {
            while (!_sealed && !IsLost)
            {
                try
                {
                    var events = await _log.SealAsync(_turn.SessionId, Term, [], cancellationToken);
                    _sealed = true;
                    held = TextOf([.. events.Where(e => e.TurnId == _turn.TurnId)]);
                    _events.NoteHeld(events);
                }
                catch (FencedException)
                {
                    await TakeTermAsync(cancellationToken);
                }
                catch (LogUnavailableException) when (_time.GetUtcNow() < until)
                {
                    // It may have text that no checkpoint has, and that readers were shown.
                    await Task.Delay(Pause, _time, cancellationToken);
                }
            }
        }
        catch (Exception exception) when (exception is LogUnavailableException or StoreUnavailableException)
        {
            // The next write tries it again.
        }

        return held.Length >= _turn.Text.Length ? held : _turn.Text;
    }

    /// <summary>Begins the reply after a takeover.</summary>
    /// <param name="said">What was said before it: kept where the turn ends without a word of this owner's, and is not completed.</param>
    /// <param name="goesOn">Whether the reply goes on with that; else it is said anew.</param>
    public void Inherit(string said, bool goesOn)
    {
        _events.Inherit(said, goesOn);
        _checkpointed = Text.Length;
        Added?.Invoke();
    }

    public void Say(string piece)
    {
        _events.Say(piece);
        Added?.Invoke();
    }

    /// <summary>Cuts the reply back to its first <paramref name="length"/> UTF-16 code units: the rest is said anew. Also told where no text is cut: what was
    /// begun besides it, such as a draft, is void.</summary>
    public void Rewind(int length, string reason)
    {
        _events.Rewind(length, reason);
        Added?.Invoke();
    }

    /// <summary>The same where the text that was said stands, and is gone on with: it follows at once as one delta.</summary>
    public void SayAgain(int length, string reason)
    {
        _events.SayAgain(length, reason);
        Added?.Invoke();
    }

    /// <summary>The id by which readers know a call of a tool: a provider may give one again in a later answer.</summary>
    public string NameCall(string given) => _events.NameCall(given);

    /// <summary>Adds an event that is not text, behind all text so far.</summary>
    public void Add(SessionEvent e)
    {
        _events.Add(e);
        Added?.Invoke();
    }

    /// <summary>The database refused this owner's term: the next write asks whether the turn is still ours.</summary>
    public void Doubt()
    {
        _needsClaim = true;
        Added?.Invoke();
    }

    public void RequestStop() => _stop.Cancel();

    /// <summary>Writes what is new, and a checkpoint when one is due. What could not be written stays, for the next call.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (IsLost) return;
            await WriteAsync(cancellationToken);
            await CheckpointAsync(cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Ends the turn: the database first, then one append with the text not yet logged and the terminal event. Null where the turn is not ours.</summary>
    public async Task<EndedTurn?> EndAsync(TurnStatus status, Usage? usage, TurnError? error, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            _events.EndText();
            if (status != TurnStatus.Completed) _events.Recall();
            while (!IsLost)
            {
                try
                {
                    if (_needsClaim) await ClaimAnewAsync(cancellationToken);
                    if (IsLost) return null;
                    var end = new TurnEnd
                    {
                        SessionId = _turn.SessionId,
                        TurnId = _turn.TurnId,
                        Term = Term,
                        Status = status,
                        Text = Text,
                        At = _time.GetUtcNow(),
                        Usage = usage,
                        Error = error,
                    };
                    if (await _turns.EndAsync(end, cancellationToken) is { } ended)
                    {
                        await SayEndAsync(ended, cancellationToken);
                        return ended;
                    }

                    _needsClaim = true;
                }
                catch (StoreUnavailableException)
                {
                    await Task.Delay(Pause, _time, cancellationToken);
                }
            }

            return null;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Leaves the turn to its next owner with all text that there is.</summary>
    public async Task HandOverAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (IsLost) return;
            _events.Recall();
            await WriteAsync(cancellationToken);
            await _turns.HandOverAsync(_turn.TurnId, Term, Text, cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose()
    {
        _stop.Dispose();
        _oneAtATime.Dispose();
    }

    /// <summary>The reply's text by the log. Where an owner took it back to say it anew, and was gone before its first word, what stood before that.</summary>
    private static string TextOf(List<SessionEvent> held)
    {
        while (ReplyFold.TryTextOf(held) is not { Length: > 0 })
        {
            var last = held.FindLastIndex(e => e is { Type: SessionEventTypes.TextRewound, Reason: RewindReasons.Takeover });
            if (last < 0) return "";
            held.RemoveRange(last, held.Count - last);
        }

        return ReplyFold.TextOf(held);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_needsClaim) await ClaimAnewAsync(cancellationToken);
            if (IsLost || _needsClaim) return;
            if (!_sealed) await OpenAsync(cancellationToken);
            var (writer, batch) = _events.TakeBatch();
            if (batch.Count == 0) return;
            await _log.AppendAsync(_turn.SessionId, writer, batch, cancellationToken);
            _events.Acknowledge(batch.Count);
        }
        catch (Exception exception) when (exception is FencedException or LogLostException)
        {
            _needsClaim = true;
        }
        catch (Exception exception) when (exception is LogUnavailableException or StoreUnavailableException)
        {
            // The same events are written again: an append that was carried out is not added twice.
        }
    }

    /// <summary>Installs the term. A first writer's first events go in the same call; one that claimed anew needs to know first what is there.</summary>
    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        var batch = _saysAnew ? [] : _events.TakeBatch().Events;
        var held = await _log.SealAsync(_turn.SessionId, Term, batch, cancellationToken);
        _events.Acknowledge(batch.Count);
        _sealed = true;
        if (!_saysAnew) return;
        _saysAnew = false;
        _events.SayAnew(held);
    }

    private async Task<bool> TakeTermAsync(CancellationToken cancellationToken)
    {
        if (await _turns.ClaimAnewAsync(_turn.TurnId, Term, cancellationToken) is { } claimed)
        {
            _events.BeginTerm(claimed);
            _sealed = false;
            return true;
        }

        IsLost = true;
        await _stop.CancelAsync();
        return false;
    }

    private async Task ClaimAnewAsync(CancellationToken cancellationToken)
    {
        if (!await TakeTermAsync(cancellationToken)) return;
        (_saysAnew, _needsClaim) = (true, false);
        try
        {
            await OpenAsync(cancellationToken);
        }
        catch (FencedException)
        {
            _needsClaim = true;
        }
        catch (LogUnavailableException)
        {
            // Opened by the next write.
        }
    }

    /// <summary>What the user may decide on and no reader was shown comes first: an owner stored it and could not say it any more.</summary>
    private async Task SayEndAsync(EndedTurn ended, CancellationToken cancellationToken)
    {
        var until = _time.GetUtcNow() + LogPatience;
        _events.Show(ended.Suggestions);
        var (writer, batch) = _events.TakeBatch();
        batch.Add(ended.Terminal);
        while (_sealed)
        {
            try
            {
                await _log.AppendAsync(_turn.SessionId, writer, batch, cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is FencedException or LogLostException)
            {
                return; // Readers are told from the database. Under another term it would be a second event.
            }
            catch (LogUnavailableException) when (_time.GetUtcNow() < until)
            {
                await Task.Delay(Pause, _time, cancellationToken);
            }
            catch (LogUnavailableException)
            {
                return;
            }
        }
    }

    private async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        if (_needsClaim || IsLost) return;
        var now = _time.GetUtcNow();
        var length = _events.Length;
        var grown = Math.Abs(length - _checkpointed);
        if (grown < CheckpointChars && (grown == 0 || now - _checkpointAt < CheckpointEvery)) return;
        try
        {
            var checkpoint = await _turns.CheckpointAsync(_turn.TurnId, Term, Text, cancellationToken);
            (_checkpointed, _checkpointAt) = (length, now);
            if (!checkpoint.IsStored) _needsClaim = true;
            if (checkpoint.CancelRequested) RequestStop();
        }
        catch (StoreUnavailableException)
        {
            _checkpointAt = now;
        }
    }
}
