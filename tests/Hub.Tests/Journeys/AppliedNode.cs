using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Constellation.Realtime.CoreStandIn;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Hub.Tests.Wire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Constellation.Realtime.Hub.Tests.Journeys;

/// <summary>A node that applies what is accepted to the stand-in for Core and the runner, with a catalogue that a test can take a block away from.</summary>
public sealed class AppliedNode : IAsyncLifetime
{
    private readonly string _catalogue = Path.GetTempFileName();

    public CoreServer Core { get; private set; } = null!;

    public TestNode Node { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Core = await CoreServer.StartAsync();
        Write(null);
        Node = new TestNode(
            null,
            ("Graph:Path", _catalogue),
            ("Graph:Refresh", "1.00:00:00"),
            ("Core:Endpoint", Core.Address.ToString()),
            ("Runner:Endpoint", Core.Address.ToString()),
            ("Apply:GiveUpAfter", "00:00:01"),
            ("Apply:Timeout", "00:00:10"),
            ("Apply:Targets:0:Name", "alert"),
            ("Apply:Targets:0:BaseUrl", Core.Address.ToString()),
            ("Apply:Targets:0:Path", "/alerts"),
            ("Apply:Targets:1:Name", "open_ticket"),
            ("Apply:Targets:1:BaseUrl", new Uri(Core.Address, "desk").ToString()),
            ("Apply:Targets:2:Name", "change_ticket"),
            ("Apply:Targets:2:BaseUrl", new Uri(Core.Address, "desk").ToString()));
        await Node.InitializeAsync();
    }

    /// <summary>The catalogue has all its blocks but this one; null: all.</summary>
    internal Task LacksAsync(string? blockId)
    {
        Write(blockId);
        return Node.Services.GetRequiredService<GraphFeed>().RefreshAsync(CancellationToken.None);
    }

    /// <summary>As an administrator.</summary>
    internal async Task AdministerAsync(HttpMethod method, string path, string json)
    {
        using var http = new HttpClient { BaseAddress = Node.Address };
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(Guid.NewGuid(), administrator: true));
        using var answer = await http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Whether the suggestion is, or was, in line for an API.</summary>
    internal Task<bool> IsToBeAppliedAsync(Guid suggestionId) => Node.Services.GetRequiredService<IDatabase>().ReadAsync(
        db => db.Applications.AnyAsync(row => row.SuggestionId == suggestionId), CancellationToken.None);

    public async Task DisposeAsync()
    {
        await Node.DisposeAsync();
        await Core.DisposeAsync();
        File.Delete(_catalogue);
    }

    private void Write(string? without)
    {
        using var shipped = typeof(Engine.ChatEngine).Assembly.GetManifestResourceStream("catalogue.json")!;
        var json = JsonNode.Parse(shipped)!;
        json["blocks"]!.AsArray().RemoveAll(block => (string?)block!["block_id"] == without);
        json["edges"]!.AsArray().RemoveAll(edge => without is not null && ((string?)edge!["source_block_id"] == without || (string?)edge["target_block_id"] == without));
        File.WriteAllText(_catalogue, json.ToJsonString());
    }
}
