using Constellation.Realtime.Hub.Tests.Wire;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Hub.Tests;

/// <summary>What every node under test is told, however it is started.</summary>
internal static class NodeSettings
{
    internal static IEnumerable<(string Key, string Value)> Usual(string folder) =>
    [
        ("Storage:Path", folder),
        ("Auth:JwtSecret", Tokens.Secret),
        ("Limits:MessagesPerMinute", "1000000"),
        ("Limits:ConcurrentTurns", "1000000"),
        ("Limits:ConnectionsPerUser", "1000000"),
        ("Limits:TokensPerDay", "2000000000"),
        ("Stream:Gather", "00:00:00.005"),
    ];

    internal static IEnumerable<(string Key, string Value)> Of(ScriptedLlm llm) =>
    [
        ("Llm:Providers:0:Kind", "openai"),
        ("Llm:Providers:0:Endpoint", llm.Endpoint.ToString()),
        ("Llm:Providers:0:Model", llm.Model),
        ("Llm:Providers:0:ApiKey", "a-key-that-no-client-sees"),
    ];
}
