using Npgsql;

namespace Constellation.Realtime.Engine.Database;

/// <summary>Connections as this service uses them: also through a transaction pooler, so with nothing that outlives a transaction.</summary>
internal static class PostgresConnections
{
    // Prisma's words, which hosted databases put into the strings that they show; libpq and Npgsql have none such.
    private static readonly string[] Foreign = ["pgbouncer", "connection_limit", "pool_timeout", "schema", "statement_cache_size", "supa"];

    private const int PerNode = 20, Few = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <param name="configured">Npgsql's form (<c>Host=…;Database=…</c>), or a URI (<c>postgresql://user:password@host:port/database</c>).</param>
    /// <param name="patience">After how long a statement without an answer is ended, rounded up to whole seconds.</param>
    /// <exception cref="ArgumentException">It is neither; the message does not repeat it, for it has a password in it.</exception>
    public static NpgsqlDataSource Open(string configured, TimeSpan patience)
    {
        var settings = Parse(configured);
        if (!settings.ContainsKey("Maximum Pool Size")) settings.MaxPoolSize = PerNode;
        return Open(settings, patience);
    }

    /// <summary>The same for what must never wait for a free connection.</summary>
    public static NpgsqlDataSource OpenFew(string configured)
    {
        var settings = Parse(configured);
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = Few;
        return Open(settings, Patience);
    }

    /// <summary>The same without a pool: each connection is a session of its own, from its opening to its closing.</summary>
    public static NpgsqlDataSource OpenUnpooled(string configured)
    {
        var settings = Parse(configured);
        settings.Pooling = false;
        return Open(settings, Patience);
    }

    /// <param name="configured">As for <see cref="Open(string, TimeSpan)"/>.</param>
    /// <param name="key">Where it was configured.</param>
    public static NpgsqlConnectionStringBuilder Parse(string configured, string key = "ConnectionStrings:Postgres")
    {
        try
        {
            return configured.StartsWith("postgres://", StringComparison.Ordinal) || configured.StartsWith("postgresql://", StringComparison.Ordinal)
                ? ParseUri(new Uri(configured))
                : new NpgsqlConnectionStringBuilder(configured);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new ArgumentException(
                $"{key} is neither 'Host=…;Port=…;Database=…;Username=…;Password=…' nor 'postgresql://user:password@host:port/database'.",
                nameof(configured));
        }
    }

    private static NpgsqlDataSource Open(NpgsqlConnectionStringBuilder settings, TimeSpan patience)
    {
        if (!settings.ContainsKey("Application Name")) settings.ApplicationName = "constellation-realtime";

        // Seconds. They end what was given up already, so that its connection is free again.
        settings.Timeout = 1;
        settings.CommandTimeout = (int)Math.Ceiling(patience.TotalSeconds);
        settings.CancellationTimeout = -1;

        // There is nothing to reset, and behind a pooler it would reset somebody else's connection.
        settings.NoResetOnClose = true;
        settings.MaxAutoPrepare = 0;
        settings.Enlist = false;
        return NpgsqlDataSource.Create(settings);
    }

    private static NpgsqlConnectionStringBuilder ParseUri(Uri uri)
    {
        var user = uri.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder { Host = uri.IdnHost, Port = uri.IsDefaultPort ? 5432 : uri.Port };
        if (uri.AbsolutePath.Length > 1) settings.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        if (user[0].Length > 0) settings.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1) settings.Password = Uri.UnescapeDataString(user[1]);
        foreach (var option in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = option.Split('=', 2);
            var name = Uri.UnescapeDataString(pair[0]);
            var value = pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "";
            if (Foreign.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            if (name == "sslmode") settings.SslMode = Enum.Parse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
            else if (name == "sslrootcert") settings.RootCertificate = value;
            else settings[name.Replace('_', ' ')] = value;
        }

        return settings;
    }
}
