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
    /// <summary>A long one is still under way when the text so far is due to be stored.</summary>
    private const int LongEvery = 16;
    private const int LongWords = 160;

    private readonly WebApplication _app;
    private readonly HistoryFile _history;
    private int _asked;

    private TaggedModel(WebApplication app, HistoryFile history)
    {
        (_app, _history) = (app, history);
        app.MapPost("/v1/chat/completions", AnswerAsync);
    }

    /// <summary>How fast it speaks.</summary>
    public double WordsPerSecond { get; init; } = 25;

    /// <summary>A reply has so many words at most, and a quarter of it at least; every sixteenth is a long one.</summary>
    public required int Words { get; init; }

    public Uri Endpoint => new($"{_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()}/v1");

    public static async Task<TaggedModel> StartAsync(HistoryFile history, int words)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var model = new TaggedModel(builder.Build(), history) { Words = words };
        await model._app.StartAsync();
        return model;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: context.RequestAborted);
        var messages = body.GetProperty("messages").EnumerateArray().ToList();
        var earlier = Earlier(messages);
        var number = earlier?.Number ?? Interlocked.Increment(ref _asked);
        var least = Words / 4;
        var howMany = number % LongEvery == 0 ? Math.Max(Words, LongWords) : least + number * 37 % (Words - least + 1);
        var words = Enumerable.Range(1, howMany)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{(i % 9 == 0 ? "🛰️" : "")}{i}/{number} ")).ToList();
        if (earlier is null) _history.Add(new Observation.Told(string.Concat(words)));
        context.Response.ContentType = "text/event-stream";

        // With a call the first half of the words comes before it, the other half once it was answered.
        var half = words.Count / 2;
        var call = Call(messages, number, earlier?.Call);
        foreach (var word in earlier is not null ? call is null ? words[half..] : [] : call is null ? words : words[..half])
        {
            await WriteAsync(context, new { delta = new { content = word }, index = 0, finish_reason = (string?)null });
            await Task.Delay(TimeSpan.FromSeconds(1 / WordsPerSecond), context.RequestAborted);
        }

        if (call is { } made)
        {
            foreach (var part in made.Arguments.Chunk(12).Select(part => new string(part)).Prepend(""))
            {
                var function = part.Length == 0 ? (object)new { name = made.Tool, arguments = "" } : new { arguments = part };
                object told = part.Length == 0 ? new { index = 0, id = made.Id, type = "function", function } : new { index = 0, function };
                await WriteAsync(context, new { delta = new { tool_calls = new[] { told } }, index = 0, finish_reason = (string?)null });
            }
        }

        await WriteAsync(context, new { delta = new { content = (string?)null }, index = 0, finish_reason = call is null ? "stop" : "tool_calls" });
        await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
    }

    /// <summary>Which asking this goes on with, and which of its calls was answered last: they are in the call's id.</summary>
    private static (int Number, int Call)? Earlier(List<JsonElement> messages)
    {
        if (messages[^1].GetProperty("role").GetString() != "tool") return null;
        var parts = messages[^1].GetProperty("tool_call_id").GetString()!.Split('_');
        return (int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
    }

    /// <summary>A question with "which" is looked up; on one with "map" a block is suggested, every third time only after it was judged and corrected.</summary>
    private static (string Id, string Tool, string Arguments)? Call(List<JsonElement> messages, int number, int? earlier)
    {
        // Data may stand before the question in the same message.
        var asked = messages.Where(message => message.GetProperty("role").GetString() == "user").SelectMany(message => message.GetProperty("content").ToString().Split("\n\n"))
            .Last(text => text.StartsWith("Question", StringComparison.Ordinal));
        var call = (earlier ?? -1) + 1;
        var id = string.Create(CultureInfo.InvariantCulture, $"call_{number}_{call}");
        if (asked.Contains("which", StringComparison.Ordinal)) return call == 0 ? (id, "search_blocks", """{"query":"snow"}""") : null;
        if (!asked.Contains("map", StringComparison.Ordinal) || call > (number % 3 == 0 ? 1 : 0)) return null;
        var type = number % 3 == 0 && call == 0 ? "satellite" : "dataset";
        return (id, "suggest_block", $$"""{"block_type":"{{type}}","name":"Fires {{number}}","description":"Where it burns, as seen in asking {{number}}."}""");
    }

    private static async Task WriteAsync<T>(HttpContext context, T choice)
    {
        var chunk = new { id = "chatcmpl-1", @object = "chat.completion.chunk", created = 0, model = "tagged", choices = new[] { choice } };
        await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(chunk)}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
