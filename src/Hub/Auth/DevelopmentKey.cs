using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Constellation.Realtime.Hub.Auth;

/// <summary>
/// What signs development tokens: the configured secret, so that several nodes take each other's; without one a random key in a file of its own
/// under <c>Storage:Path</c>, so that a page stays signed in while the process is restarted.
/// </summary>
internal sealed partial class DevelopmentKey
{
    private const string FileName = "development.key";
    private const int KeyBytes = 32;

    public DevelopmentKey(IOptions<AuthOptions> options, IHostEnvironment environment, IConfiguration configuration, ILogger<DevelopmentKey> logger)
    {
        if (!environment.IsDevelopment() || options.Value.Development == false) return;
        Key = options.Value.JwtSecret is { } secret
            ? new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret))
            : new SymmetricSecurityKey(Stored(configuration["Storage:Path"] is { Length: > 0 } folder ? folder : "./data", logger));
    }

    /// <summary>Null where there are no development tokens.</summary>
    internal SymmetricSecurityKey? Key { get; }

    private static byte[] Stored(string folder, ILogger logger)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            Directory.CreateDirectory(folder);
            if (!File.Exists(path)) Store(path);
            var key = File.ReadAllBytes(path);
            if (key.Length == KeyBytes) return key;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.NotStored(logger, path, exception.Message);
        }

        return RandomNumberGenerator.GetBytes(KeyBytes);
    }

    // Written aside and moved into place, so that nodes which start together read one whole key: the first one's.
    private static void Store(string path)
    {
        var aside = $"{path}.{Environment.ProcessId}";
        var onlyForUs = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) onlyForUs.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(aside, onlyForUs)) file.Write(RandomNumberGenerator.GetBytes(KeyBytes));
        try
        {
            File.Move(aside, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(aside);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The key of development tokens can't be kept in {Path}, so they end with this process: {Reason}")]
        internal static partial void NotStored(ILogger logger, string path, string reason);
    }
}
