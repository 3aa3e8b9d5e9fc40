using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Suggestions.Registry;

/// <summary>
/// The targets, as the database has them. A turn's are those of the revision that it was accepted at, so that a change counts on every node from the next turn
/// on and for none that runs. The schemas that it had stay for the suggestions that were checked by them. Every method may throw <see cref="Sessions.StoreUnavailableException"/>.
/// </summary>
internal sealed partial class TargetRegistry(IDatabase database, TimeProvider time, ILogger<TargetRegistry> logger)
{
    private TargetList _newest = TargetList.BuiltIn;

    /// <summary>The targets as they are now.</summary>
    public async Task<TargetList> NowAsync(CancellationToken cancellationToken) => await ReadAsync(null, cancellationToken);

    /// <summary>The targets as they were at that revision.</summary>
    public async ValueTask<TargetList> AtAsync(long revision, CancellationToken cancellationToken)
    {
        var newest = Volatile.Read(ref _newest);
        return revision == newest.Revision ? newest : revision == 0 ? TargetList.BuiltIn : await ReadAsync(revision, cancellationToken);
    }

    /// <summary>The target in exactly that version, which it may have no longer; null where it never had it.</summary>
    public async Task<Target?> FindAsync(string name, string version, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _newest).Find(name) is { } known && known.SchemaVersion == version) return known;
        var (row, operation) = await database.ReadAsync(
            async db => (
                await db.TargetSchemas.SingleOrDefaultAsync(s => s.SchemaVersion == version),
                await db.TargetChanges.Where(c => c.Name == name && c.SchemaVersion == version).OrderByDescending(c => c.Revision).Select(c => c.Operation).FirstOrDefaultAsync()),
            cancellationToken);
        if (row is null) return null;

        var schema = JsonElement.Parse(row.Schema);
        if (BuiltInTargets.Find(name) is { } builtIn) return builtIn.With(schema);
        return Target.Register(name, "", schema, out _) is { } target ? target.As(version, operation) : null;
    }

    /// <summary>Keeps the schemas of targets that are built in, so that what was suggested before an upgrade is judged by the version that it was made for.</summary>
    public async Task KeepAsync(IReadOnlyCollection<Target> builtIn, CancellationToken cancellationToken)
    {
        var versions = builtIn.Select(target => target.SchemaVersion).Distinct().ToList();
        var kept = await database.ReadAsync(db => db.TargetSchemas.CountAsync(s => versions.Contains(s.SchemaVersion)), cancellationToken);
        if (kept == versions.Count) return;
        await database.WriteAsync(
            async db =>
            {
                await db.LockTargetsAsync();
                await StoreSchemasAsync(db, builtIn);
                return await db.SaveChangesAsync();
            },
            cancellationToken);
    }

    /// <summary>Registers the targets, all or none; from the next turn on they count everywhere. One that is so already is not changed.</summary>
    /// <returns>The names among them that had been registered before, with another content.</returns>
    public async Task<IReadOnlySet<string>> RegisterAsync(IReadOnlyList<Target> targets, CancellationToken cancellationToken) =>
        (await StoreAsync(targets, null, cancellationToken))!;

    /// <summary>The same, if there is room for them, also where others register at this moment.</summary>
    /// <param name="most">How many there may be, those that are built in not counted; however many there are, each may change.</param>
    /// <returns>Null where with these there would be more: nothing was registered.</returns>
    public async Task<IReadOnlySet<string>?> RegisterAsync(IReadOnlyList<Target> targets, int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = await NowAsync(cancellationToken);
            var added = targets.Select(target => target.Name).Where(name => now.Find(name) is null).Distinct().Count();
            if (added > 0 && now.Registered.Count + added > most) return null;
            if (await StoreAsync(targets, now.Revision, cancellationToken) is { } replaced) return replaced;
        }
    }

    /// <summary>Removes the target; the versions that suggestions were checked by stay.</summary>
    /// <param name="version">Only if it has this one; null for any.</param>
    /// <returns>False where there is none.</returns>
    public Task<bool> RemoveAsync(string name, string? version, CancellationToken cancellationToken) => database.WriteAsync(
        async db =>
        {
            await db.LockTargetsAsync();
            var before = (await LatestAsync(db, [name])).GetValueOrDefault(name)?.SchemaVersion;
            if (before is null || (version is not null && version != before)) return false;
            var revision = await db.TargetChanges.MaxAsync(c => (long?)c.Revision) ?? 0;
            db.Add(new TargetChangeRow { Revision = revision + 1, Name = name, At = StoredTime.Of(time.GetUtcNow()) });
            await db.SaveChangesAsync();
            return true;
        },
        cancellationToken);

    /// <param name="seen">Only if it is still this revision; null: whichever it is.</param>
    /// <returns>Null where it is another one by now: nothing was registered.</returns>
    private Task<IReadOnlySet<string>?> StoreAsync(IReadOnlyList<Target> targets, long? seen, CancellationToken cancellationToken) => database.WriteAsync(
        async db =>
        {
            await db.LockTargetsAsync();
            var revision = await db.TargetChanges.MaxAsync(c => (long?)c.Revision) ?? 0;
            if (seen is not null && revision != seen) return null;
            var before = await LatestAsync(db, [.. targets.Select(target => target.Name)]);
            var changed = targets.Where(target => before.GetValueOrDefault(target.Name) is not { } row || !row.IsOf(target)).ToList();
            await StoreSchemasAsync(db, changed);
            db.AddRange(changed.Select(target => TargetChangeRow.Of(target, ++revision, time.GetUtcNow())));
            await db.SaveChangesAsync();
            return (IReadOnlySet<string>?)changed.Select(target => target.Name).Where(name => before.GetValueOrDefault(name)?.SchemaVersion is not null).ToHashSet();
        },
        cancellationToken);

    private static async Task<Dictionary<string, TargetChangeRow>> LatestAsync(StoreContext db, List<string> names)
    {
        var rows = await db.TargetChanges.Where(c => names.Contains(c.Name)).ToListAsync();
        return rows.GroupBy(row => row.Name).ToDictionary(group => group.Key, group => group.MaxBy(row => row.Revision)!, StringComparer.Ordinal);
    }

    private static async Task StoreSchemasAsync(StoreContext db, IEnumerable<Target> targets)
    {
        var schemas = targets.DistinctBy(target => target.SchemaVersion).ToDictionary(target => target.SchemaVersion, target => target.Schema.GetRawText());
        var versions = schemas.Keys.ToList();
        foreach (var row in await db.TargetSchemas.Where(s => versions.Contains(s.SchemaVersion)).ToListAsync())
        {
            if (schemas[row.SchemaVersion] != row.Schema) throw new RefusedException(ErrorCodes.Conflict, "Another schema has the same hash: change a description in it.");
            schemas.Remove(row.SchemaVersion);
        }

        db.AddRange(schemas.Select(schema => new TargetSchemaRow { SchemaVersion = schema.Key, Schema = schema.Value }));
    }

    private async Task<TargetList> ReadAsync(long? revision, CancellationToken cancellationToken)
    {
        var newest = Volatile.Read(ref _newest);
        var from = revision < newest.Revision ? TargetList.BuiltIn : newest;
        var known = newest.Registered.ToLookup(target => target.SchemaVersion, StringComparer.Ordinal);
        var (changes, schemas) = await database.ReadAsync(
            async db =>
            {
                var last = revision ?? long.MaxValue;
                var rows = await db.TargetChanges.Where(c => c.Revision > from.Revision && c.Revision <= last).OrderBy(c => c.Revision).ToListAsync();
                rows = [.. rows.GroupBy(row => row.Name).Select(group => group.Last()).OrderBy(row => row.Revision)];
                var unknown = rows.Select(row => row.SchemaVersion).OfType<string>().Where(version => !known.Contains(version)).Distinct().ToList();
                var texts = unknown.Count == 0 ? [] : await db.TargetSchemas.Where(s => unknown.Contains(s.SchemaVersion)).ToListAsync();
                return (rows, texts.ToDictionary(row => row.SchemaVersion, row => row.Schema));
            },
            cancellationToken);
        if (changes.Count == 0) return from;

        var targets = from.Registered.ToDictionary(target => target.Name, StringComparer.Ordinal);
        foreach (var change in changes)
        {
            targets.Remove(change.Name);
            if (change.SchemaVersion is { } version && Make(change, known[version].FirstOrDefault()?.Schema ?? JsonElement.Parse(schemas[version])) is { } target)
                targets.Add(change.Name, target);
        }

        return Keep(new TargetList(changes[^1].Revision, targets.Values));
    }

    private Target? Make(TargetChangeRow change, JsonElement schema)
    {
        if (Target.Register(change.Name, change.Description, schema, out var findings) is { } target) return target.As(change.SchemaVersion!, change.Operation);
        Log.NotEnforced(logger, findings.Fault, change.Name, change.SchemaVersion!, findings[0].Pointer, findings[0].Message);
        return null;
    }

    private TargetList Keep(TargetList list)
    {
        for (var newest = Volatile.Read(ref _newest); newest.Revision < list.Revision;)
        {
            var found = Interlocked.CompareExchange(ref _newest, list, newest);
            if (found == newest) break;
            newest = found;
        }

        return list;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The target {Target} is left out: its stored schema {SchemaVersion} can't be enforced by this version: {Pointer} {Message}")]
        internal static partial void NotEnforced(ILogger logger, Exception? fault, string target, string schemaVersion, string pointer, string message);
    }
}
