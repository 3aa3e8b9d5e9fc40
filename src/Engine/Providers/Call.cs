using Constellation.Realtime.Engine.Providers.Attempts;

namespace Constellation.Realtime.Engine.Providers;

/// <summary>One call of one provider, from its first byte to its outcome.</summary>
internal sealed class Call(AskedFor askedFor, Attempt attempt, TimeProvider time) : IAsyncDisposable
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly long _begun = time.GetTimestamp();
    private OpenedAnswer? _answer;
    private TimeSpan? _firstToken;
    private Piece.Used? _used;
    private string _outcome = AttemptOutcomes.Cancelled;

    public Attempt Attempt { get; } = attempt with { AttemptId = Guid.CreateVersion7(time.GetUtcNow()) };

    /// <summary>What went wrong; null while nothing has.</summary>
    public ProviderException? Fault { get; private set; }

    /// <summary>Whether there was a first piece.</summary>
    public bool HasBegun => _answer is not null;

    /// <summary>Whether the answer came to its end.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Asks, and reads on to the first piece that says something. False where there was none: <see cref="Fault"/>.</summary>
    public async Task<bool> OpenAsync(ILlmProvider provider, Prompt prompt, CancellationToken cancellationToken)
    {
        try
        {
            _answer = await OpenedAnswer.OpenAsync(provider, prompt, cancellationToken);
            return true;
        }
        catch (Exception exception)
        {
            if (IsFault(exception)) return false;
            throw;
        }
    }

    /// <summary>The next piece; null after the last one, and where the answer broke off: <see cref="Fault"/>.</summary>
    public async ValueTask<Piece?> NextAsync()
    {
        try
        {
            var piece = await _answer!.NextAsync();
            if (piece?.Says() == true) _firstToken ??= time.GetElapsedTime(_begun);
            switch (piece)
            {
                case Piece.Used used:
                    _used = used;
                    break;
                case Piece.End end:
                    _outcome = end.Finish == Finish.Filtered ? AttemptOutcomes.Filtered : AttemptOutcomes.Answered;
                    break;
                case null:
                    IsWhole = true;
                    break;
            }

            return piece;
        }
        catch (Exception exception)
        {
            if (IsFault(exception)) return null;
            throw;
        }
    }

    /// <summary>The call as it stands.</summary>
    public EndedAttempt Ended() => new()
    {
        AttemptId = Attempt.AttemptId,
        AskedFor = askedFor,
        Attempt = Attempt,
        StartedAt = _startedAt,
        Duration = time.GetElapsedTime(_begun),
        FirstToken = _firstToken,
        Tokens = _used,
        Outcome = _outcome,
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_answer is { } answer) await answer.DisposeAsync();
    }

    private bool IsFault(Exception exception)
    {
        Fault = exception as ProviderException;
        _outcome = Fault is { } fault ? AttemptOutcomes.Of(fault.Fault)
            : exception is OperationCanceledException ? AttemptOutcomes.Cancelled
            : AttemptOutcomes.Failed;
        return Fault is not null;
    }
}
