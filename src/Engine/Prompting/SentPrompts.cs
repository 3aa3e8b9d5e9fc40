using System.IO.Compression;
using System.Threading.Channels;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>
/// Keeps what went to providers, by turn, for <see cref="LlmOptions.PromptRetention"/>. No turn waits for it: what a node has not written when it dies, or can't
/// write while the database is away, is missing here and nowhere else.
/// </summary>
internal sealed partial class SentPrompts(IDatabase database, IOptions<LlmOptions> options, TimeProvider time, ILogger<SentPrompts> logger) : BackgroundService
{
    private const int Waiting = 256, Together = 32, SweptAtOnce = 500;

    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromMinutes(10);

    private readonly Channel<Kept> _queue = Channel.CreateBounded<Kept>(new BoundedChannelOptions(Waiting) { SingleReader = true });
    private DateTimeOffset _swept = DateTimeOffset.MinValue;

    /// <summary>What is told of the prompts of a turn is kept, in the order in which it is told; null where nothing is to be kept.</summary>
    public Action<SentPrompt>? Of(Turn turn)
    {
        if (options.Value.PromptRetention == TimeSpan.Zero) return null;
        var number = 0;
        return prompt =>
        {
            var kept = new Kept(turn, Interlocked.Increment(ref number), time.GetUtcNow(), prompt);
            if (!_queue.Writer.TryWrite(kept)) Log.NotKept(logger, turn.TurnId, turn.SessionId, kept.Number);
        };
    }

    /// <summary>What was sent for the turn, first to last; null where there is no such turn in the session, or nothing of it is kept.</summary>
    public async Task<IReadOnlyList<KeptPrompt>?> FindAsync(Guid sessionId, Guid turnId, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            db => db.SentPrompts.Where(p => p.TurnId == turnId && p.SessionId == sessionId).OrderBy(p => p.Term).ThenBy(p => p.Number).ToListAsync(), cancellationToken);
        return rows.Count == 0 ? null : [.. rows.Select(Unpack)];
    }

    /// <summary>What waits is written all the same: turns are over when this is stopped.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        var batch = new List<Kept>(Together);
        while (_queue.Reader.Count > 0) await TakeAsync(batch);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Kept>(Together);
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stoppingToken))
            {
                await TakeAsync(batch);
                if (time.GetUtcNow() - _swept >= BetweenSweeps) await SweepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What waits is written by whoever stops it.
        }
    }

    /// <summary>What was taken is written, even while the node stops.</summary>
    private async Task TakeAsync(List<Kept> batch)
    {
        batch.Clear();
        while (batch.Count < Together && _queue.Reader.TryRead(out var kept)) batch.Add(kept);
        try
        {
            var rows = batch.ConvertAll(Pack);
            await database.WriteAsync(
                async db =>
                {
                    foreach (var row in rows)
                    {
                        // Whether an earlier try of this took effect is not known.
                        if (!await db.SentPrompts.AnyAsync(p => p.TurnId == row.TurnId && p.Term == row.Term && p.Number == row.Number)) db.Add(row);
                    }

                    return await db.SaveChangesAsync();
                },
                CancellationToken.None);
        }
        catch (Exception exception)
        {
            Log.NotWritten(logger, exception, batch.Count);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        _swept = time.GetUtcNow();
        var before = StoredTime.Of(_swept - options.Value.PromptRetention);
        try
        {
            while (await database.WriteAsync(
                async db =>
                {
                    var oldest = await db.SentPrompts.Where(p => p.At < before).OrderBy(p => p.At).Take(SweptAtOnce).Select(p => p.At).ToListAsync();
                    if (oldest.Count == 0) return 0;
                    var last = oldest[^1];
                    return await db.SentPrompts.Where(p => p.At <= last).ExecuteDeleteAsync();
                },
                cancellationToken) >= SweptAtOnce)
            {
                // There is more.
            }
        }
        catch (StoreUnavailableException exception)
        {
            Log.NotSwept(logger, exception);
        }
    }

    private static SentPromptRow Pack(Kept kept)
    {
        var (turn, prompt) = (kept.Turn, kept.Sent.Prompt);
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest))
            zip.Write(StoredJson.WriteUtf8(PromptContent.Of(kept.Sent)));
        return new SentPromptRow
        {
            TurnId = turn.TurnId,
            Term = turn.Term,
            Number = kept.Number,
            SessionId = turn.SessionId,
            At = StoredTime.Of(kept.At),
            Provider = kept.Sent.Provider,
            Model = kept.Sent.Model,
            Template = PromptTemplate.System.Version,
            Tokens = PromptTokens.Of(prompt),
            Window = kept.Sent.Window,
            Content = packed.ToArray(),
        };
    }

    private static KeptPrompt Unpack(SentPromptRow row)
    {
        using var zip = new GZipStream(new MemoryStream(row.Content), CompressionMode.Decompress);
        using var json = new MemoryStream();
        zip.CopyTo(json);
        return new KeptPrompt(row.At, row.Provider, row.Model, row.Template, row.Tokens, row.Window, StoredJson.Read<PromptContent>(json.ToArray().AsSpan()));
    }

    private sealed record Kept(Turn Turn, int Number, DateTimeOffset At, SentPrompt Sent);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Turn {TurnId} of session {SessionId}: its prompt {Number} is not kept, too many wait to be written")]
        internal static partial void NotKept(ILogger logger, Guid turnId, Guid sessionId, int number);

        [LoggerMessage(LogLevel.Warning, "{Count} prompts are not kept: they could not be written")]
        internal static partial void NotWritten(ILogger logger, Exception exception, int count);

        [LoggerMessage(LogLevel.Warning, "Prompts beyond their retention stay until the database is back")]
        internal static partial void NotSwept(ILogger logger, Exception exception);
    }
}
