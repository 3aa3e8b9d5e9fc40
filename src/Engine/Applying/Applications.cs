using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Sessions;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Applying;

/// <summary>
/// The applications that are open, in the database. One node has each at a time; all that it notes is fenced by its claim. What must not be done twice is noted
/// before it is done: a note that was not taken means that another node has it. Every method may throw <see cref="StoreUnavailableException"/>.
/// </summary>
internal sealed class Applications(IDatabase database)
{
    /// <summary>Takes applications that are due and that nobody works on, oldest first.</summary>
    /// <param name="running">Those that this node works on already.</param>
    /// <param name="judges">Whether this node can tell now that another one is dead.</param>
    public Task<IReadOnlyList<Application>> ClaimAsync(
        Guid node, IReadOnlyCollection<Guid> running, bool judges, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        database.WriteAsync<IReadOnlyList<Application>>(
            async db =>
            {
                var rows = await db.DueApplications(node, [.. running], judges, now, limit).AsTracking().ToListAsync();
                if (rows.Count == 0) return [];
                foreach (var row in rows) (row.Node, row.Claim) = (node, row.Claim + 1);
                await db.SaveChangesAsync();
                Guid[] ids = [.. rows.Select(row => row.SuggestionId)];
                var suggestions = await db.Suggestions.Where(s => ids.Contains(s.SuggestionId)).ToDictionaryAsync(s => s.SuggestionId);
                return [.. rows.Select(row => Of(row, suggestions[row.SuggestionId]))];
            },
            cancellationToken);

    /// <summary>A request that makes something is about to be sent.</summary>
    public Task<Application> NoteSendingAsync(Application application) =>
        NoteAsync(application, row => row.Sends++, application with { Sends = application.Sends + 1 });

    /// <summary>None of it has left.</summary>
    public Task<Application> NoteNotSentAsync(Application application) =>
        NoteAsync(application, row => row.Sends--, application with { Sends = application.Sends - 1 });

    /// <summary>The API has made this.</summary>
    public Task<Application> NoteMadeAsync(Application application, string madeId) =>
        NoteAsync(application, row => row.MadeId = madeId, application with { MadeId = madeId });

    /// <summary>What was made is about to be taken away again: from now on that is all that may be done.</summary>
    public Task<Application> NoteRefusalAsync(Application application, string refusal) =>
        NoteAsync(application, row => row.Refusal = refusal, application with { Refusal = refusal });

    /// <summary>Leaves it for whoever comes first, at <paramref name="nextAt"/> or later.</summary>
    public Task<Application> PutOffAsync(Application application, DateTimeOffset nextAt) => NoteAsync(
        application,
        row => (row.Node, row.NextAt, row.Delays) = (Turns.Node.Nobody, StoredTime.Of(nextAt), row.Delays + 1),
        application with { Delays = application.Delays + 1 });

    /// <exception cref="ApplicationLostException">Another node has it, or it is settled.</exception>
    private Task<Application> NoteAsync(Application application, Action<ApplicationRow> change, Application changed) => database.WriteAsync(
        async db =>
        {
            if (await db.LockApplicationAsync(application.Suggestion.SuggestionId) is not { SettledAt: null } row || row.Claim != application.Claim)
                throw new ApplicationLostException();
            change(row);
            await db.SaveChangesAsync();
            return changed;
        },
        CancellationToken.None);

    private static Application Of(ApplicationRow row, SuggestionRow suggestion) => new()
    {
        Suggestion = suggestion.ToSuggestion(),
        SessionId = row.SessionId,
        UserId = row.UserId,
        StartedAt = row.StartedAt,
        Claim = row.Claim,
        Sends = row.Sends,
        MadeId = row.MadeId,
        Refusal = row.Refusal,
        Delays = row.Delays,
    };
}

/// <summary>Another node has the application, or it is settled: stop, do nothing more.</summary>
internal sealed class ApplicationLostException() : Exception("Another node has this application.");
