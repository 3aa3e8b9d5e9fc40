using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Turns;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Feedback;

/// <summary>Counts one week's replies, candidates and suggestions.</summary>
internal static class SummaryQueries
{
    /// <summary>By how much a suggestion may have been stored later than its candidate.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    /// <summary>When the first turn was accepted; null before it.</summary>
    public static async Task<DateTimeOffset?> FirstAsync(StoreContext db) => await db.Turns.OrderBy(t => t.StartedAt).Select(t => (DateTimeOffset?)t.StartedAt).FirstOrDefaultAsync();

    public static async Task<IReadOnlyList<ReplyCounts>> RepliesAsync(StoreContext db, DateTimeOffset week)
    {
        var end = week.AddDays(7);
        var rows = await db.Turns
            .Where(t => t.StartedAt >= week && t.StartedAt < end && t.Status == TurnStatus.Completed)
            .Join(db.Messages, t => t.ReplyId, m => m.MessageId, (t, m) => new { t.Provider, t.Model, m.Feedback, m.Status })
            .GroupBy(row => row)
            .Select(rows => new { rows.Key.Provider, rows.Key.Model, rows.Key.Feedback, rows.Key.Status, Count = rows.Count() })
            .ToListAsync();
        return
        [
            .. from row in rows
               group row by (Provider: row.Provider ?? "", Model: row.Model ?? "") into of
               orderby of.Key
               select new ReplyCounts(
                   Weeks.Of(week),
                   of.Key.Provider,
                   of.Key.Model,
                   of.Sum(row => row.Count),
                   of.Where(row => row.Feedback == Rating.Up).Sum(row => row.Count),
                   of.Where(row => row.Feedback == Rating.Down).Sum(row => row.Count),
                   of.Where(row => row.Status == MessageStatus.Superseded).Sum(row => row.Count)),
        ];
    }

    public static async Task<IReadOnlyList<SuggestionCounts>> SuggestionsAsync(StoreContext db, DateTimeOffset week)
    {
        var (end, earlier, later) = (week.AddDays(7), week - Slack, week.AddDays(7) + Slack);
        var candidates = await db.Candidates
            .Where(c => c.At >= earlier && c.At < later)
            .Select(c => new { c.At, c.Provider, c.Model, c.Target, c.Passed, c.Codes, c.SuggestionId }).ToListAsync();
        var suggestions = await db.Suggestions
            .Where(s => s.CreatedAt >= week && s.CreatedAt < end)
            .Select(s => new { s.SuggestionId, s.Target, s.Decision, IsEdited = s.Original != null, s.Status }).ToListAsync();

        var passed = candidates.Where(candidate => candidate.Passed).GroupBy(candidate => candidate.SuggestionId).ToDictionary(of => of.Key, of => of.First());
        var corrected = candidates.Where(candidate => !candidate.Passed).Select(candidate => candidate.SuggestionId).ToHashSet();
        var invalid = candidates.Where(candidate => !candidate.Passed && candidate.At >= week && candidate.At < end)
            .Select(candidate => Nothing(candidate.Provider, candidate.Model, candidate.Target) with { Invalid = 1 });
        var ready = suggestions.Select(suggestion =>
        {
            var from = passed.GetValueOrDefault(suggestion.SuggestionId);
            return Nothing(from?.Provider ?? "", from?.Model ?? "", suggestion.Target) with
            {
                Ready = 1,
                Repaired = One(from?.Codes.Length > 0 || corrected.Contains(suggestion.SuggestionId)),
                Accepted = One(suggestion.Decision == Decision.Accepted),
                Edited = One(suggestion.IsEdited),
                Rejected = One(suggestion.Decision == Decision.Rejected),
                Applied = One(suggestion.Status == SuggestionStatus.Applied),
                Failed = One(suggestion.Status == SuggestionStatus.Failed),
            };
        });
        return [.. invalid.Concat(ready).GroupBy(one => (one.Provider, one.Model, one.Target)).OrderBy(of => of.Key).Select(of => of.Aggregate(Sum))];

        SuggestionCounts Nothing(string provider, string model, string target) => new(Weeks.Of(week), provider, model, target, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    private static SuggestionCounts Sum(SuggestionCounts one, SuggestionCounts other) => one with
    {
        Invalid = one.Invalid + other.Invalid,
        Ready = one.Ready + other.Ready,
        Repaired = one.Repaired + other.Repaired,
        Accepted = one.Accepted + other.Accepted,
        Edited = one.Edited + other.Edited,
        Rejected = one.Rejected + other.Rejected,
        Applied = one.Applied + other.Applied,
        Failed = one.Failed + other.Failed,
    };

    private static int One(bool counts) => counts ? 1 : 0;
}
