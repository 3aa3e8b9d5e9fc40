using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Feedback;

/// <summary>Takes away what has been kept for as long as it may be, and what ended sessions leave behind. Every node does, for whoever is first; a little at a time.</summary>
internal sealed partial class Sweeping(
    IDatabase database, DatabaseStart start, IOptions<LlmOptions> llm, IOptions<FeedbackOptions> options, TimeProvider time, ILogger<Sweeping> logger) : BackgroundService
{
    private const int AtOnce = 500;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>Once through all of it.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = StoredTime.Of(time.GetUtcNow());
        var (prompts, learned) = (now - llm.Value.PromptRetention, now - options.Value.Retention);
        await RepeatAsync(db => DeleteAsync(db.SentPrompts.Where(p => p.At < prompts), p => p.At, until => db.SentPrompts.Where(p => p.At <= until)), cancellationToken);
        await RepeatAsync(db => DeleteAsync(db.Ingredients.Where(i => i.At < learned), i => i.At, until => db.Ingredients.Where(i => i.At <= until)), cancellationToken);
        await RepeatAsync(db => DeleteAsync(db.Candidates.Where(c => c.At < learned), c => c.At, until => db.Candidates.Where(c => c.At <= until)), cancellationToken);
        await RepeatAsync(
            db => DeleteAsync(db.Attempts.Where(a => a.StartedAt < learned), a => a.StartedAt, until => db.Attempts.Where(a => a.StartedAt <= until)), cancellationToken);

        (Guid SessionId, DateTimeOffset Until) last = default;
        while (await database.ReadAsync(db => Clearing.FindAsync(db, last), cancellationToken) is { Count: > 0 } ended)
        {
            foreach (var session in ended) await database.WriteAsync(db => Clearing.ClearAsync(db, session.SessionId, now), cancellationToken);
            last = ended[^1];
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await start.Migrated.WaitAsync(stoppingToken);
            while (true)
            {
                try
                {
                    await SweepAsync(stoppingToken);
                }
                catch (StoreUnavailableException exception)
                {
                    Log.NotSwept(logger, exception.Message);
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    Log.Failed(logger, exception);
                }

                await Task.Delay(Every, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next one goes on.
        }
    }

    private async Task RepeatAsync(Func<StoreContext, Task<int>> step, CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(step, cancellationToken) >= AtOnce)
        {
            // There is more.
        }
    }

    /// <summary>The oldest ones, up to the time of the last of so many.</summary>
    private static async Task<int> DeleteAsync<T>(
        IQueryable<T> old, System.Linq.Expressions.Expression<Func<T, DateTimeOffset>> at, Func<DateTimeOffset, IQueryable<T>> upTo)
    {
        var times = await old.OrderBy(at).Take(AtOnce).Select(at).ToListAsync();
        return times.Count == 0 ? 0 : await upTo(times[^1]).ExecuteDeleteAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "What has been kept for long enough stays until the database is back: {Reason}")]
        internal static partial void NotSwept(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Error, "What has been kept for long enough could not be taken away; it is tried again")]
        internal static partial void Failed(ILogger logger, Exception exception);
    }
}
