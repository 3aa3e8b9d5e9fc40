using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Chaos.Driving;

/// <summary>An OpenAI-compatible model that never says the same twice: each word carries the number of the asking, so that two owners' texts can't be taken for one.</summary>
internal sealed class TaggedModel : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HistoryFile _history;
    private int _asked;

    private TaggedModel(WebApplication app, HistoryFile history)
    {
        (_app, _history) = (app, history);
        app.MapPost("/v1/chat/completions", AnswerAsync);
    }

    /// <summary>How fast it speaks; a reply has 30 to 120 words.</summary>
    public double WordsPerSecond { get; init; } = 25;

    public Uri Endpoint => new($"{_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()}/v1");

    public static async Task<TaggedModel> StartAsync(HistoryFile history)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var model = new TaggedModel(builder.Build(), history);
        await model._app.StartAsync();
        return model;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var number = Interlocked.Increment(ref _asked);
        var words = Enumerable.Range(1, 30 + number * 37 % 91)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{(i % 9 == 0 ? "🛰️" : "")}{i}/{number} ")).ToList();
        _history.Add(new Observation.Told(string.Concat(words)));
        context.Response.ContentType = "text/event-stream";
        foreach (var word in words)
        {
            await WriteAsync(context, new { delta = new { content = word }, index = 0, finish_reason = (string?)null });
            await Task.Delay(TimeSpan.FromSeconds(1 / WordsPerSecond), context.RequestAborted);
        }

        await WriteAsync(context, new { delta = new { content = (string?)null }, index = 0, finish_reason = (string?)"stop" });
        await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
    }

    private static async Task WriteAsync<T>(HttpContext context, T choice)
    {
        var chunk = new { id = "chatcmpl-1", @object = "chat.completion.chunk", created = 0, model = "tagged", choices = new[] { choice } };
        await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(chunk)}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
