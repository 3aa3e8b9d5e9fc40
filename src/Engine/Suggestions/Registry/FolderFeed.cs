using System.Text.Json;
using System.Text.Unicode;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Suggestions.Reading;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Suggestions.Registry;

/// <summary>
/// Registers what is in the folder <see cref="TargetOptions.Folder"/>: <c>NAME.json</c> holds <c>{"description", "schema"}</c>. A file counts when the process
/// starts and whenever its content changes, and where there were too many targets once there is room; one that is taken away while the process runs takes its target
/// with it, unless that has another schema by now. A file that can't be registered is told in the log and holds nothing else up.
/// </summary>
internal sealed partial class FolderFeed(TargetRegistry registry, IOptions<TargetOptions> options, TimeProvider time, ILogger<FolderFeed> logger) : BackgroundService
{
    private const long FileBytes = 1_200_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, (DateTime Written, long Length, string? Version, bool WaitsForRoom)> _seen = new(StringComparer.Ordinal);

    /// <summary>Looks through the folder once.</summary>
    /// <returns>False where something has to be tried again: the folder or the database was away, or a file ran into a fault of ours.</returns>
    internal async Task<bool> LookAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            var files = new DirectoryInfo(folder).GetFiles("*.json").OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
            var all = true;
            foreach (var file in files) all &= await TryAsync(file.Name, () => RegisterAsync(file, cancellationToken));
            foreach (var name in _seen.Keys.Except(files.Select(NameOf)).ToList()) all &= await TryAsync(name, () => RemoveAsync(name, cancellationToken));
            return all;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or StoreUnavailableException)
        {
            Log.Away(logger, folder, exception.Message);
            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Folder is not { Length: > 0 } folder) return;
        using var timer = new PeriodicTimer(Pause, time);
        do await LookAsync(folder, stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<bool> TryAsync(string file, Func<Task> task)
    {
        try
        {
            await task();
            return true;
        }
#pragma warning disable CA1031 // One file must hold up neither the others nor the process.
        catch (Exception fault) when (fault is not (IOException or UnauthorizedAccessException or StoreUnavailableException or OperationCanceledException))
#pragma warning restore CA1031
        {
            Log.Failed(logger, fault, file);
            return false;
        }
    }

    private static string NameOf(FileInfo file) => Path.GetFileNameWithoutExtension(file.Name);

    private async Task RegisterAsync(FileInfo file, CancellationToken cancellationToken)
    {
        // A link, as Kubernetes mounts them, is as old as what it leads to.
        var content = (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo) ?? file;
        var (name, stamp) = (NameOf(file), (content.LastWriteTimeUtc, content.Length));
        var isSame = _seen.TryGetValue(name, out var seen) && (seen.Written, seen.Length) == stamp;
        if (isSame && !(seen.WaitsForRoom && (await registry.NowAsync(cancellationToken)).Registered.Count < options.Value.Most)) return;

        string? version = null;
        var waitsForRoom = false;
        try
        {
            var target = Read(name, content);
            if (await registry.RegisterAsync([target], options.Value.Most, cancellationToken) is null)
            {
                waitsForRoom = true;
                if (!isSame) Log.WaitsForRoom(logger, file.Name, options.Value.Most);
            }
            else
            {
                version = target.SchemaVersion;
                Log.Registered(logger, name, version, file.Name);
            }
        }
        catch (JsonException exception)
        {
            Log.NotRegistered(logger, null, file.Name, exception.Path ?? "", exception.Message);
        }
        catch (RefusedException refused)
        {
            Log.NotRegistered(logger, refused.InnerException, file.Name, refused.Errors.Count > 0 ? refused.Errors[0].Pointer : "", refused.Errors.Count > 0 ? refused.Errors[0].Message : refused.Message);
        }

        // One that can't be registered any more keeps the target that it gave.
        _seen[name] = (stamp.LastWriteTimeUtc, stamp.Length, version ?? seen.Version, waitsForRoom);
    }

    private static Target Read(string name, FileInfo file)
    {
        if (file.Length > FileBytes) throw RefusedException.Invalid($"The file is longer than {FileBytes} bytes.");
        ReadOnlySpan<byte> text = File.ReadAllBytes(file.FullName);
        if (text.StartsWith("\uFEFF"u8)) text = text[3..];
        if (!Utf8.IsValid(text)) throw RefusedException.Invalid("The file is not UTF-8.");
        var root = JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = StrictJson.EnvelopeDepth });
        if (StrictJson.IsBroken(text)) throw RefusedException.Invalid("A text in the file has half of a surrogate pair, which is no character.");
        root = JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = StrictJson.EnvelopeDepth, AllowDuplicateProperties = false });
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("schema", out var schema)
            || !root.TryGetProperty("description", out var description) || description.ValueKind != JsonValueKind.String || root.GetPropertyCount() != 2)
        {
            throw RefusedException.Invalid("The file holds {\"description\": \"…\", \"schema\": {…}}, and nothing else.");
        }

        return Registering.Make(name, description.GetString()!, schema);
    }

    private async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        if (_seen[name].Version is { } version && await registry.RemoveAsync(name, version, cancellationToken)) Log.Removed(logger, name);
        _seen.Remove(name);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The target {Target} is registered with the schema {SchemaVersion}, from {File}")]
        internal static partial void Registered(ILogger logger, string target, string schemaVersion, string file);

        [LoggerMessage(LogLevel.Warning, "{File} can't be registered: {Pointer} {Reason}")]
        internal static partial void NotRegistered(ILogger logger, Exception? fault, string file, string pointer, string reason);

        [LoggerMessage(LogLevel.Warning, "{File} is registered once there is room for it: there may be {Most} targets (Targets:Most)")]
        internal static partial void WaitsForRoom(ILogger logger, string file, int most);

        [LoggerMessage(LogLevel.Error, "{File} ran into a fault, and is tried again in a moment")]
        internal static partial void Failed(ILogger logger, Exception fault, string file);

        [LoggerMessage(LogLevel.Information, "The target {Target} is removed, as its file is gone")]
        internal static partial void Removed(ILogger logger, string target);

        [LoggerMessage(LogLevel.Warning, "The folder of targets {Folder} is looked through again in a moment: {Reason}")]
        internal static partial void Away(ILogger logger, string folder, string reason);
    }
}
