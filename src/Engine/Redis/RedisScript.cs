using System.Reflection;
using StackExchange.Redis;

namespace Constellation.Realtime.Engine.Redis;

/// <summary>A Lua script that Redis runs in one step. Sent whole once a connection, by its hash from then on.</summary>
internal sealed class RedisScript
{
    private readonly string _text;

    private RedisScript(string text) => _text = text;

    /// <summary>The script made of these files embedded in <paramref name="assembly"/>, one behind the other.</summary>
    public static RedisScript Load(Assembly assembly, params ReadOnlySpan<string> files)
    {
        var text = "";
        foreach (var file in files) text += Read(assembly, file) + "\n";
        return new RedisScript(text);
    }

    public async Task<RedisResult> RunAsync(IDatabaseAsync redis, RedisKey[] keys, RedisValue[] arguments)
    {
        try
        {
            return await redis.ScriptEvaluateAsync(_text, keys, arguments).InTimeAsync(redis);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // Redis was restarted, or told to forget its scripts. Nothing was run; the client sends it whole now.
            return await redis.ScriptEvaluateAsync(_text, keys, arguments).InTimeAsync(redis);
        }
    }

    private static string Read(Assembly assembly, string file)
    {
        using var stream = assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"{file} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
