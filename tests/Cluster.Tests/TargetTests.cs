using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Wire;
using Constellation.Realtime.Nodes;
using Microsoft.AspNetCore.SignalR.Client;
using Xunit.Abstractions;

namespace Constellation.Realtime.Cluster.Tests;

/// <summary>An API that no node has seen before is registered on one node of a running pair.</summary>
public sealed class TargetTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Api = """
        openapi: 3.1.0
        info: {title: Beacons, version: '1'}
        paths:
          /beacons:
            post:
              operationId: lightBeacon
              summary: Lights a beacon
              requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Beacon'}}}}
        components:
          schemas:
            Beacon: {type: object, required: [hill, colour], properties: {hill: {type: string}, colour: {enum: [red, green]}}, additionalProperties: false}
        """;

    /// <summary>Of three tries one has to keep it: what else this machine does is not promised.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1);

    private LocalCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await LocalCluster.StartAsync(2);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task It_is_used_and_enforced_by_the_very_next_turn_on_the_other_node_and_a_turn_that_runs_keeps_what_it_had()
    {
        _cluster.Llm.When(request => request.LastUserText == "before").Says("I wait. ").ThenWaits().ThenCalls("suggest_light_beacon", """{"hill":"Amon Dîn","colour":"red"}""");
        var person = _cluster.SignIn();
        await using var connection = await person.ConnectAsync(2, default);
        var before = await Person.SendAsync(connection, await Person.StartSessionAsync(connection), "before");
        await _cluster.Llm.WaitForRequestAsync();

        _cluster.Llm.When(request => request.LastUserText == "after").Calls("suggest_light_beacon", """{"hill":"Amon Dîn","colour":"blue"}""");
        _cluster.Llm.When(request => request.LastUserText == "better").Calls("suggest_light_beacon", """{"hill":"Amon Dîn","colour":"green"}""");
        _cluster.Llm.Otherwise.Says("No more.");
        var names = await ImportAsync(node: 1);
        var registered = Stopwatch.GetTimestamp();
        var after = await Person.SendAsync(connection, await Person.StartSessionAsync(connection), "after");
        var asked = await _cluster.Llm.WaitForRequestAsync(2);
        var took = Stopwatch.GetElapsedTime(registered);
        output.WriteLine($"From node 1's answer to the model's request from node 2: {took.TotalMilliseconds:0} ms");
        for (var again = 1; took > Promised && again <= 2; again++) took = await AskedAgainAsync(connection, again);
        _cluster.Llm.GoesOn();
        var events = await person.Follow(after, 1).Ended;
        var kept = await person.Follow(before, 1).Ended;
        var better = await person.Follow(await Person.SendAsync(connection, await Person.StartSessionAsync(connection), "better"), 1).Ended;

        Assert.Equal(["light_beacon"], names);
        Assert.Single(asked.Tools, Offers);
        Assert.InRange(took, TimeSpan.Zero, Promised);
        Assert.DoesNotContain(_cluster.Llm.Requests[0].Tools, Offers);
        Assert.Equal("/colour", Assert.Single(events.First(e => e.Type == SessionEventTypes.SuggestionInvalid).Errors!).Pointer);
        Assert.DoesNotContain(events, e => e.Type == SessionEventTypes.SuggestionReady);
        Assert.Equal("unknown_target", Assert.Single(kept.First(e => e.Type == SessionEventTypes.SuggestionInvalid).Errors!).Code);
        Assert.DoesNotContain(kept, e => e.Type == SessionEventTypes.SuggestionReady);
        var ready = better.First(e => e.Type == SessionEventTypes.SuggestionReady).Suggestion!;
        Assert.Equal(("light_beacon", "green"), (ready.Target, ready.Payload.GetProperty("colour").GetString()));
    }

    /// <summary>How long another target takes from node 1's answer to the model's request from node 2.</summary>
    private async Task<TimeSpan> AskedAgainAsync(HubConnection connection, int number)
    {
        var session = await Person.StartSessionAsync(connection);
        var requests = _cluster.Llm.Requests.Count;
        await ImportAsync(node: 1, Api.Replace("lightBeacon", $"lightBeacon{number}", StringComparison.Ordinal));
        var registered = Stopwatch.GetTimestamp();
        await Person.SendAsync(connection, session, "another");
        while ((await _cluster.Llm.WaitForRequestAsync(++requests)).LastUserText != "another")
        {
            // Of another turn.
        }

        var took = Stopwatch.GetElapsedTime(registered);
        Assert.Contains(_cluster.Llm.Requests[requests - 1].Tools, tool => tool.GetProperty("function").GetProperty("name").GetString() == $"suggest_light_beacon{number}");
        return took;
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string api) =>
        http.PostAsync(new Uri("/llm/schemas/import/", UriKind.Relative), new StringContent(api, Encoding.UTF8, "application/yaml"));

    private static bool Offers(JsonElement tool) => tool.GetProperty("function").GetProperty("name").GetString() == "suggest_light_beacon";

    private async Task<IEnumerable<string?>> ImportAsync(int node, string api = Api)
    {
        using var http = new HttpClient { BaseAddress = _cluster[node].Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(Guid.CreateVersion7(), administrator: true));
        var answer = await PostAsync(http, api);

        // As any client does: a node that has just started may need longer than the second that it has.
        for (var tries = 1; tries < 20 && answer.StatusCode == HttpStatusCode.ServiceUnavailable; tries++) answer = await PostAsync(http, api);
        var imported = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        return [.. imported.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("name").GetString())];
    }
}
