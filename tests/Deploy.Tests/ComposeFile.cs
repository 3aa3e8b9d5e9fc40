using System.Text.Json;

namespace Constellation.Realtime.Deploy.Tests;

/// <summary>docker-compose.yml as Compose itself reads it.</summary>
internal static class ComposeFile
{
    private const string ToJson = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)";

    /// <summary>What an operator has to say; the rest has defaults.</summary>
    public static IReadOnlyDictionary<string, string> Secrets { get; } = new Dictionary<string, string>
    {
        ["POSTGRES_PASSWORD"] = "a-password",
        ["REDIS_PASSWORD"] = "another-password",
        ["AUTH_JWT_SECRET"] = Hub.Tests.Wire.Tokens.Secret,
    };

    public static async Task<JsonElement> ServicesAsync(IEnumerable<KeyValuePair<string, string>>? settings = null)
    {
        var (code, output, errors) = await CheckAsync([.. Secrets, .. settings ?? []]);
        Assert.True(code == 0, errors);
        return JsonElement.Parse(output).GetProperty("services");
    }

    public static Task<(int Code, string Output, string Errors)> CheckAsync(IEnumerable<KeyValuePair<string, string>> settings) => Repository.RunAsync(
        "bash",
        ["-c", "set -o pipefail; docker-compose --env-file .env.example --file docker-compose.yml config | python3 -c \"$0\"", ToJson],
        settings);

    public static IEnumerable<KeyValuePair<string, string>> EnvironmentOf(JsonElement services, string service) =>
        services.GetProperty(service).GetProperty("environment").EnumerateObject().Select(each => KeyValuePair.Create(each.Name, each.Value.ToString()));
}
