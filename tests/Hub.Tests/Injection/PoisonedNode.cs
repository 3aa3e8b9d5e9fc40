using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Constellation.Realtime.Hub.Tests.Injection;

/// <summary>A node whose catalogue has a payload in each of 300 blocks, and an address at which nobody may ever call.</summary>
public sealed class PoisonedNode : TestNode, IAsyncLifetime
{
    private readonly string _catalogue;
    private readonly TcpListener _canary;

    public PoisonedNode() : this(Path.GetTempFileName(), new TcpListener(IPAddress.Loopback, 0))
    {
    }

    private PoisonedNode(string catalogue, TcpListener canary) : base(null, ("Graph:Path", catalogue), ("Graph:Refresh", "00:00:01"))
    {
        (_catalogue, _canary) = (catalogue, canary);
        canary.Start();
        Poison([]);
    }

    public IReadOnlyList<Payload> Payloads { get; } = Payload.ReadAll();

    internal string Canary => $"http://{_canary.LocalEndpoint}";

    internal bool WasCalled => _canary.Pending();

    /// <summary>By what the blocks can be asked for.</summary>
    internal static string NameOf(int number) => $"Zorb{number}x";

    /// <summary>Writes the catalogue with the payloads, their braces filled in.</summary>
    internal void Poison(params (string Brace, string Value)[] values)
    {
        using var shipped = typeof(Engine.ChatEngine).Assembly.GetManifestResourceStream("catalogue.json")!;
        var json = JsonNode.Parse(shipped)!;
        var blocks = json["blocks"]!.AsArray();
        var model = blocks.First(block => (string?)block!["block_type"] == "model")!["block_id"]!.ToString();
        for (var i = 0; i < Payloads.Count; i++)
        {
            var text = values.Aggregate(Payloads[i].Whole, (whole, value) => whole.Replace(value.Brace, value.Value, StringComparison.Ordinal));
            var id = new Guid(i + 1, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 1).ToString();
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

    public new async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _canary.Dispose();
        File.Delete(_catalogue);
    }
}
