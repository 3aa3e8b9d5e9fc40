using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Constellation.Realtime.Hub.Tests.Wire;

namespace Constellation.Realtime.Hub.Tests.Injection;

/// <summary>A node whose catalogue has a payload in each of 300 blocks, and whose targets have one in each of 300 imported operations; with secrets of every sort, and an address
/// at which nobody may ever call: what is accepted would go there.</summary>
public sealed class PoisonedNode : TestNode, IAsyncLifetime
{
    private readonly string _catalogue;
    private readonly TcpListener _canary;
    private IReadOnlyList<string> _filled = [];

    public PoisonedNode() : this(Path.GetTempFileName(), new TcpListener(IPAddress.Loopback, 0))
    {
    }

    private PoisonedNode(string catalogue, TcpListener canary) : base(
        null,
        ("Graph:Path", catalogue),
        ("Graph:Refresh", "00:00:01"),
        ("Graph:ConnectionString", "Host=db;Username=reader;Password=a-password-that-no-model-sees"),
        ("Apply:Targets:0:Name", "alert"),
        ("Apply:Targets:0:BaseUrl", $"http://{Listening(canary)}"),
        ("Apply:Targets:0:Token", "a-token-that-no-model-sees"))
    {
        (_catalogue, _canary) = (catalogue, canary);
        Poison([]);
    }

    public IReadOnlyList<Payload> Payloads { get; } = Payload.ReadAll();

    internal string Canary => $"http://{_canary.LocalEndpoint}";

    internal bool WasCalled => _canary.Pending();

    /// <summary>What no prompt may have.</summary>
    internal static IReadOnlyList<string> Secrets { get; } =
        ["a-key-that-no-client-sees", "a-password-that-no-model-sees", "a-token-that-no-model-sees", "Password=", Tokens.Secret, "constellation-"];

    /// <summary>By what the blocks can be asked for.</summary>
    internal static string NameOf(int number) => $"Zorb{number}x";

    /// <summary>The id of the block that has the payload.</summary>
    internal static string IdOf(int number) => new Guid(number + 1, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 1).ToString();

    /// <summary>The payload as it was put in.</summary>
    internal string Filled(int number) => _filled[number];

    /// <summary>An OpenAPI document with an operation for each payload, which describes it and what it takes.</summary>
    internal JsonObject Api() => new()
    {
        ["openapi"] = "3.1.0",
        ["info"] = new JsonObject { ["title"] = "Poisoned", ["version"] = "1" },
        ["paths"] = new JsonObject(Payloads.Select((_, i) => KeyValuePair.Create<string, JsonNode?>($"/zorb{i}x", new JsonObject
        {
            ["post"] = new JsonObject
            {
                ["operationId"] = NameOf(i).ToLowerInvariant(),
                ["description"] = Filled(i),
                ["requestBody"] = new JsonObject
                {
                    ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = SchemaOf(i) } },
                },
            },
        }))),
    };

    private JsonObject SchemaOf(int number) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { ["text"] = new JsonObject { ["type"] = "string", ["description"] = Filled(number)[..Math.Min(200, Filled(number).Length)] } },
    };

    /// <summary>Writes the catalogue with the payloads, their braces filled in.</summary>
    internal void Poison(params (string Brace, string Value)[] values)
    {
        _filled = [.. Payloads.Select(payload => values.Aggregate(payload.Whole, (whole, value) => whole.Replace(value.Brace, value.Value, StringComparison.Ordinal)))];
        using var shipped = typeof(Engine.ChatEngine).Assembly.GetManifestResourceStream("catalogue.json")!;
        var json = JsonNode.Parse(shipped)!;
        var blocks = json["blocks"]!.AsArray();
        var model = blocks.First(block => (string?)block!["block_type"] == "model")!["block_id"]!.ToString();
        for (var i = 0; i < Payloads.Count; i++)
        {
            var text = Filled(i);
            var id = IdOf(i);
            blocks.Add(new JsonObject
            {
                ["block_id"] = id,
                ["name"] = text.Length < 120 ? $"{NameOf(i)} {text}" : NameOf(i),
                ["block_type"] = "dataset",
                ["description"] = text,
            });
            json["edges"]!.AsArray().Add(new JsonObject { ["source_block_id"] = id, ["target_block_id"] = model, ["reason"] = text });
        }

        File.WriteAllText(_catalogue + ".new", json.ToJsonString());
        File.Move(_catalogue + ".new", _catalogue, overwrite: true);
    }

    private static EndPoint Listening(TcpListener canary)
    {
        canary.Start();
        return canary.LocalEndpoint;
    }

    public new async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _canary.Dispose();
        File.Delete(_catalogue);
    }
}
