using System.IO.Compression;
using System.Threading.Channels;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Turns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>
/// Keeps what went to providers, by turn, for <see cref="LlmOptions.PromptRetention"/>, and the ingredients of each turn's last prompt. No turn waits for it: what a node
/// has not written when it dies, or can't write while the database is away, is missing here and nowhere else.
/// </summary>
internal sealed partial class SentPrompts(IDatabase database, IOptions<LlmOptions> options, TimeProvider time, ILogger<SentPrompts> logger) : BackgroundService
{
    private const int Waiting = 256, Together = 32;

    private readonly Channel<Kept> _queue = Channel.CreateBounded<Kept>(new BoundedChannelOptions(Waiting) { SingleReader = true });

    /// <summary>What is told of the prompts of a turn is kept, in the order in which it is told.</summary>
    /// <param name="ingredients">Of which they are made.</param>
    public Action<SentPrompt> Of(Turn turn, Ingredients ingredients)
    {
        var number = 0;
        return prompt =>
        {
            var kept = new Kept(turn, Interlocked.Increment(ref number), StoredTime.Of(time.GetUtcNow()), prompt, ingredients);
            if (!_queue.Writer.TryWrite(kept)) Log.NotKept(logger, turn.TurnId, turn.SessionId, kept.Number);
        };
    }

    /// <summary>What was sent for the turn, first to last.</summary>
    /// <param name="caller">An administrator.</param>
    /// <exception cref="RefusedException"><c>forbidden</c>; <c>not_found</c>: there is no such turn in the session, or nothing of it is kept.</exception>
    public async Task<IReadOnlyList<KeptPrompt>> FindAsync(Caller caller, Guid sessionId, Guid turnId, CancellationToken cancellationToken)
    {
        caller.CheckAdministrator();
        var rows = await UseCase.AnswerAsync(() => database.ReadAsync(
            db => db.SentPrompts.Where(p => p.TurnId == turnId && p.SessionId == sessionId).OrderBy(p => p.Term).ThenBy(p => p.Number).ToListAsync(), cancellationToken));
        return rows.Count > 0 ? [.. rows.Select(Unpack)] : throw RefusedException.NotFound("kept prompt of this turn");
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
            while (await _queue.Reader.WaitToReadAsync(stoppingToken)) await TakeAsync(batch);
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
            List<SentPromptRow> rows = options.Value.PromptRetention == TimeSpan.Zero ? [] : batch.ConvertAll(Pack);
            await database.WriteAsync(
                async db =>
                {
                    await KeepIngredientsAsync(db, batch);
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

    private static async Task KeepIngredientsAsync(StoreContext db, List<Kept> batch)
    {
        foreach (var kept in batch.GroupBy(kept => (kept.Turn.TurnId, kept.Turn.Term)).Select(of => of.MaxBy(kept => kept.Number)!))
        {
            var row = await db.Ingredients.AsTracking().SingleOrDefaultAsync(i => i.TurnId == kept.Turn.TurnId && i.Term == kept.Turn.Term);
            var content = StoredJson.Write(kept.Ingredients.In(kept.Sent));
            if (row is null)
            {
                db.Add(row = new IngredientsRow
                {
                    TurnId = kept.Turn.TurnId,
                    Term = kept.Turn.Term,
                    SessionId = kept.Turn.SessionId,
                    Provider = "",
                    Model = "",
                    Template = "",
                    Content = "",
                });
            }

            (row.Number, row.At, row.Provider, row.Model) = (kept.Number, kept.At, kept.Sent.Provider, kept.Sent.Model);
            (row.Template, row.Tokens, row.Window, row.Content) = (PromptTemplate.System.Version, PromptTokens.Of(kept.Sent.Prompt), kept.Sent.Window, content);
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
            At = kept.At,
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

    private sealed record Kept(Turn Turn, int Number, DateTimeOffset At, SentPrompt Sent, Ingredients Ingredients);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Turn {TurnId} of session {SessionId}: its prompt {Number} is not kept, too many wait to be written")]
        internal static partial void NotKept(ILogger logger, Guid turnId, Guid sessionId, int number);

        [LoggerMessage(LogLevel.Warning, "{Count} prompts are not kept: they could not be written")]
        internal static partial void NotWritten(ILogger logger, Exception exception, int count);
    }
}
