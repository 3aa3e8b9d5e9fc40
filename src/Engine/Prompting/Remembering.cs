using System.Collections.Concurrent;
using System.Threading.Channels;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Attempts;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>
/// Folds a session's older messages into its facts and its summary once the newest ones take too much of the window. No turn waits for it. All that it needs is
/// in the database, and it is offered the session again at each turn: a node that dies leaves it to whichever node has the next one.
/// </summary>
internal sealed partial class Remembering(
    SessionMemories memories, Summariser summariser, IOptions<LlmOptions> options, TimeProvider time, ILogger<Remembering> logger) : BackgroundService
{
    private const int Waiting = 256, AtOnce = 4;

    /// <summary>Messages behind which facts are stored, though they cost little to read anew.</summary>
    private const int FactsBehind = 20;

    private const int MostMessages = 400;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Channel<Remembered> _queue = Channel.CreateBounded<Remembered>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.Wait });
    private readonly ConcurrentDictionary<Guid, bool> _waiting = new();

    /// <summary>The tokens that prompts have for the smallest window.</summary>
    private readonly int _room = options.Value.Providers.Select(PromptWindow.Of).OfType<int>().DefaultIfEmpty(PromptWindow.Of(new ProviderOptions())!.Value).Min();

    /// <summary>A turn's prompt has these messages before its own. Returns at once.</summary>
    public void Offer(Turn turn, IReadOnlyList<Placed> newest)
    {
        if (newest.Count < FactsBehind && !IsTooMuch(newest)) return;
        if (!_waiting.TryAdd(turn.SessionId, true)) return;
        if (!_queue.Writer.TryWrite(new Remembered(turn.SessionId, newest[^1].Position, new AskedFor(turn.UserId, turn.SessionId, turn.TurnId) { Purpose = Purposes.Summary }))) _waiting.TryRemove(turn.SessionId, out _);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Parallel.ForEachAsync(
                _queue.Reader.ReadAllAsync(stoppingToken), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken }, RememberAsync);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Those that wait come again with their next turn.
        }
    }

    private async ValueTask RememberAsync(Remembered session, CancellationToken stoppingToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stoppingToken);
        try
        {
            _waiting.TryRemove(session.SessionId, out _);
            await KeepFactsAsync(session, either.Token);
            while (await SumUpAsync(session, either.Token))
            {
                // What is left may still be too much.
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            Log.NotRemembered(logger, exception, session.SessionId);
        }
    }

    private async Task KeepFactsAsync(Remembered session, CancellationToken cancellationToken)
    {
        var before = await memories.ReadAsync(session.SessionId, 0, cancellationToken);
        var memory = await memories.ReadAsync(session.SessionId, session.Until, cancellationToken);
        if (memory.FactsPosition > before.FactsPosition) await memories.KeepFactsAsync(session.SessionId, before.FactsPosition, memory, cancellationToken);
    }

    /// <summary>One step of it. False where nothing is left to do, or another node is doing it.</summary>
    private async Task<bool> SumUpAsync(Remembered session, CancellationToken cancellationToken)
    {
        var memory = await memories.ReadAsync(session.SessionId, 0, cancellationToken);
        var oldest = await memories.ReadOldestAsync(session.SessionId, memory.SummaryPosition, MostMessages, cancellationToken);
        if (!IsTooMuch(oldest)) return false;

        var folded = Folded(oldest);
        if (folded.Count == 0) return false;

        var summary = await summariser.SumUpAsync(memory.Summary, [.. folded.Select(placed => placed.Message)], _room / 8, session.AskedFor, cancellationToken);
        return await memories.KeepSummaryAsync(
            session.SessionId, memory.SummaryPosition, memory with { Summary = summary, SummaryPosition = folded[^1].Position }, cancellationToken);
    }

    private bool IsTooMuch(IReadOnlyList<Placed> messages) =>
        messages.Count >= MostMessages / 2
        || (messages.Sum(placed => TokenCount.AtMost(placed.Message.Content)) > _room / 2 && messages.Sum(placed => TokenCount.Of(placed.Message.Content)) > _room / 2);

    /// <summary>The oldest ones, as many as one request has room for, but for the newest that stay as they are; up to the end of a reply.</summary>
    private List<Placed> Folded(List<Placed> messages)
    {
        var tokens = messages.ConvertAll(placed => TokenCount.Of(placed.Message.Content));
        var stays = 0;
        var count = messages.Count;
        while (count > 0 && messages.Count - count < MostMessages / 4 && stays + tokens[count - 1] <= _room / 4) stays += tokens[--count];
        var taken = 0;
        var fits = 0;
        while (fits < count && (fits == 0 || taken + tokens[fits] <= _room / 2)) taken += tokens[fits++];
        while (fits > 1 && messages[fits - 1].Message.Sender == Sender.User) fits--;
        return messages[..fits];
    }

    private sealed record Remembered(Guid SessionId, long Until, AskedFor AskedFor);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Session {SessionId} is not summed up now; its next turn tries again")]
        internal static partial void NotRemembered(ILogger logger, Exception exception, Guid sessionId);
    }
}
