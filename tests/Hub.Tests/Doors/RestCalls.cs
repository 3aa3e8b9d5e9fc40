using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Wire;

namespace Constellation.Realtime.Hub.Tests.Doors;

/// <summary>The calls of REST that have one answer.</summary>
internal sealed class RestCalls(HttpClient http)
{
    internal Task<Session> FindAsync(Guid sessionId) => GetAsync<Session>($"/llm/chat/{sessionId}/");

    internal Task<List<Message>> HistoryAsync(Guid sessionId) => GetAsync<List<Message>>($"/llm/chat/{sessionId}/history/?limit=200");

    internal Task<List<Session>> ListAsync() => GetAsync<List<Session>>("/llm/chat/sessions/?limit=200");

    /// <summary>Every page of a list, the first one first.</summary>
    internal async Task<List<List<T>>> PagesAsync<T>(string path)
    {
        var pages = new List<List<T>>();
        for (var next = path; next is not null;)
        {
            using var answer = await http.GetAsync(new Uri(next, UriKind.RelativeOrAbsolute));
            pages.Add(await ReadAsync<List<T>>(answer));
            next = answer.Headers.TryGetValues("Link", out var links) ? Next(links.Single()) : null;
        }

        return pages;
    }

    internal async Task<T> GetAsync<T>(string path)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        return await ReadAsync<T>(answer);
    }

    internal async Task<T> SendAsync<T>(HttpMethod method, string path, object? body = null)
    {
        using var answer = await SendAsync(method, path, body);
        return await ReadAsync<T>(answer);
    }

    internal async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, bool streamed = false, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, options: WireJson.Rest) };
        if (streamed) request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <exception cref="RefusedCallException">The answer is a problem.</exception>
    internal static async Task CheckAsync(HttpResponseMessage answer)
    {
        if (answer.IsSuccessStatusCode) return;
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        var code = problem.GetProperty("code").GetString()!;
        if (answer.StatusCode != HttpStatusCode.MethodNotAllowed) Assert.Equal(ErrorCodes.Statuses[code], (int)answer.StatusCode);
        throw new RefusedCallException(code, problem.GetProperty("detail").GetString()!, (int)answer.StatusCode);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer)
    {
        await CheckAsync(answer);
        var text = await answer.Content.ReadAsStringAsync();
        return text.Length == 0 ? default! : JsonSerializer.Deserialize<T>(text, WireJson.Rest)!;
    }

    private static string Next(string link)
    {
        Assert.EndsWith(">; rel=\"next\"", link, StringComparison.Ordinal);
        return link[1..link.IndexOf('>', StringComparison.Ordinal)];
    }
}
