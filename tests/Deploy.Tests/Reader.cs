using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Wire;

namespace Constellation.Realtime.Deploy.Tests;

/// <summary>A caller that reads server-sent events, and comes back with its cursor when they break off.</summary>
internal sealed class Reader : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly HttpClient _http;
    private readonly Guid _userId;
    private readonly List<SessionEvent> _seen = [];
    private readonly CancellationTokenSource _leaving = new();

    public Reader(Uri address, Reader? same = null)
    {
        _userId = same?._userId ?? Guid.NewGuid();
        _http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        Token = Tokens.For(_userId);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public string Token { get; }

    public IReadOnlyList<SessionEvent> Seen
    {
        get { lock (_seen) return [.. _seen]; }
    }

    /// <summary>How often it had to come back.</summary>
    public int Breaks { get; private set; }

    /// <summary>How often it was cut off, and not told to read on elsewhere.</summary>
    public int Cuts { get; private set; }

    /// <summary>Asks in a new session and reads until the turn's end.</summary>
    public async Task AskAsync(string text)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/llm/chat/")
        {
            Content = JsonContent.Create(new { user_id = _userId, initial_message = text, client_message_id = Guid.NewGuid() }),
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        var isOver = await ReadAsync(request);
        while (!isOver)
        {
            Breaks++;
            var last = Seen[^1];
            using var again = new HttpRequestMessage(HttpMethod.Get, $"/llm/chat/{last.SessionId}/events/?after={last.Sequence}");
            isOver = await ReadAsync(again);
        }
    }

    public async Task UntilAsync(Func<string, bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!holds(ReplyFold.TextOf(Seen))) await Task.Delay(10, patience.Token);
    }

    public async Task<string> KeptAsync()
    {
        var history = await _http.GetFromJsonAsync<List<Message>>($"/llm/chat/{Seen[0].SessionId}/history/", Json);
        return history!.Single(message => message.Sender == Sender.Assistant).Content;
    }

    /// <summary>Asks in a new session and waits for the whole reply.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> AskWholeAsync(string text)
    {
        using var answer = await _http.PostAsJsonAsync("/llm/chat/", new { user_id = _userId, initial_message = text });
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    public async Task<HttpStatusCode> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode;
    }

    public async Task<HttpStatusCode> PostAsync(string path)
    {
        using var answer = await _http.PostAsync(new Uri(path, UriKind.Relative), null);
        return answer.StatusCode;
    }

    /// <summary>It leaves, whatever it reads.</summary>
    public void Dispose()
    {
        _leaving.Cancel();
        _http.Dispose();
    }

    private async Task<bool> ReadAsync(HttpRequestMessage request)
    {
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _leaving.Token);
            answer.EnsureSuccessStatusCode();
            await using var stream = await answer.Content.ReadAsStreamAsync(_leaving.Token);
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(_leaving.Token))
            {
                var e = JsonSerializer.Deserialize<SessionEvent>(item.Data, Json)!;
                lock (_seen) _seen.Add(e);
                if (e.EndsTurn) return true;
            }
        }
        catch (Exception exception) when (exception is HttpIOException or HttpRequestException { StatusCode: null })
        {
            Cuts++;
        }

        return false;
    }
}
