using System.Runtime.CompilerServices;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions.Registry;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Feedback;

/// <summary>What administrators learn from feedback. Each method answers, or throws <see cref="RefusedException"/>.</summary>
internal sealed partial class FeedbackDesk(
    TrainingSessions sessions, IDatabase database, TargetRegistry registry, GraphFeed graph, TimeProvider time, ILogger<FeedbackDesk> logger)
{
    private const int UsualWeeks = 12;

    /// <summary>Training data line by line, read while it is asked for; ended sessions are absent.</summary>
    /// <param name="caller">An administrator.</param>
    public async Task<IAsyncEnumerable<string>> ExportAsync(Caller caller, TrainingQuery query, CancellationToken cancellationToken)
    {
        caller.CheckAdministrator();
        return LinesAsync(query, await UseCase.AnswerAsync(() => registry.NowAsync(cancellationToken)), cancellationToken);
    }

    /// <summary>Rates for each week, provider and model, and for each target.</summary>
    /// <param name="caller">An administrator.</param>
    /// <param name="since">From the week of this time on; null: the last twelve weeks.</param>
    public async Task<FeedbackSummary> SummarizeAsync(Caller caller, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        caller.CheckAdministrator();
        var from = Weeks.BeginningOf(since ?? time.GetUtcNow().AddDays(-7 * (UsualWeeks - 1)));
        return await UseCase.AnswerAsync(async () =>
        {
            // A week at a time: no statement is a long one.
            var (replies, suggestions) = (new List<ReplyCounts>(), new List<SuggestionCounts>());
            var first = await database.ReadAsync(SummaryQueries.FirstAsync, cancellationToken) is { } turn ? Weeks.BeginningOf(turn) : time.GetUtcNow();
            for (var week = first > from ? first : from; week <= time.GetUtcNow(); week = week.AddDays(7))
            {
                var begins = week;
                replies.AddRange(await database.ReadAsync(db => SummaryQueries.RepliesAsync(db, begins), cancellationToken));
                suggestions.AddRange(await database.ReadAsync(db => SummaryQueries.SuggestionsAsync(db, begins), cancellationToken));
            }

            return new FeedbackSummary(Weeks.Of(from), replies, suggestions);
        });
    }

    private async IAsyncEnumerable<string> LinesAsync(TrainingQuery query, TargetList targets, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var leftOut = 0;
        await foreach (var session in sessions.ReadAsync(query.Since ?? DateTimeOffset.MinValue, cancellationToken))
        {
            var handles = new BlockHandles(session.SessionId, graph.Current);
            TrainingLines lines = query.Format == TrainingFormat.Preference
                ? new PreferenceLines(session, query, targets, handles) : new ChatLines(session, query, targets, handles);
            foreach (var line in lines.Write()) yield return line;
            leftOut += lines.LeftOut;
        }

        if (leftOut > 0) Log.LeftOut(logger, leftOut, query.Tokens);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Lines} lines of training data were left out: they have more than {Tokens} tokens without anything that could be left out of them")]
        internal static partial void LeftOut(ILogger logger, int lines, int tokens);
    }
}
