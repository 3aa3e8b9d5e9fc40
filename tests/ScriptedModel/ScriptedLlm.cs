using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.ScriptedModel;

/// <summary>
/// A model that says what a test scripts, in OpenAI's, Ollama's or Anthropic's form by the path it is asked at, over real HTTP on a port of its own, so that other processes can ask it too.
/// A request is answered by the first <see cref="When"/> that matches, else by the next script of the queue, else by <see cref="Otherwise"/>, else with a 400.
/// </summary>
public sealed class ScriptedLlm : ScriptSource, IAsyncDisposable
{
    private readonly ConcurrentQueue<Script> _queue = new();
    private readonly ConcurrentQueue<Rule> _rules = new();
    private readonly Journal _journal = new();
    private readonly SemaphoreSlim _gate = new(0);
    private readonly WebApplication _app;
    private Rule _otherwise = new(_ => true);

    private ScriptedLlm(WebApplication app)
    {
        _app = app;
        app.MapGet("{**path}", Models);
        app.MapPost("{**path}", AnswerAsync);
    }

    /// <summary>The endpoint with its version path, as <c>Llm:Providers:0:Endpoint</c> takes it.</summary>
    public Uri Endpoint => new($"{_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()}/v1");

    /// <summary>The model's name in answers and in the list of models.</summary>
    public string Model { get; init; } = "scripted";

    /// <summary>What is said where neither a <see cref="When"/> nor a queued script is left. Its last script is said for ever.</summary>
    public ScriptSource Otherwise => _otherwise;

    /// <summary>Every request so far, oldest first.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => _journal.Requests;

    /// <summary>Starts the server.</summary>
    /// <param name="port">0: any free one.</param>
    public static async Task<ScriptedLlm> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;
        });
        // A flush then ends only when the bytes have left, so that a break comes after them and not instead of them.
        builder.WebHost.UseSockets(sockets => sockets.MaxWriteBufferSize = 1);
        var llm = new ScriptedLlm(builder.Build());
        await llm._app.StartAsync();
        return llm;
    }

    /// <summary>What is said to each request that matches. Its last script is said for ever.</summary>
    public ScriptSource When(Func<ReceivedRequest, bool> matches)
    {
        var rule = new Rule(matches);
        _rules.Enqueue(rule);
        return rule;
    }

    /// <summary>Lets as many waits go on: those that are there, oldest first, or else the next to come.</summary>
    public void GoesOn(int times = 1) => _gate.Release(times);

    /// <summary>Drops what is scripted and was not asked for, and what may go on without having waited: a new test begins.</summary>
    public void Forgets()
    {
        _queue.Clear();
        while (_gate.Wait(0))
        {
        }
    }

    /// <summary>It is as if it had just been started: no script, and no request received.</summary>
    public void StartsAnew()
    {
        Forgets();
        _rules.Clear();
        _otherwise = new Rule(_ => true);
        _journal.Clear();
    }

    /// <summary>The request of that number, counted from 1, once it is there.</summary>
    public Task<ReceivedRequest> WaitForRequestAsync(int number = 1) => _journal.WaitForAsync(number);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
        _gate.Dispose();
    }

    private protected override void Add(Script script) => _queue.Enqueue(script);

    private IResult Models(string path) => path.EndsWith("models", StringComparison.Ordinal)
        ? Results.Json(new { @object = "list", data = new[] { new { id = Model, @object = "model", created = 0, owned_by = "tests" } } })
        : Results.NotFound();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = await ReceivedRequest.ReadAsync(context);
        if (IWireForm.At(context.Request.Path, Model, new Script(), request) is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var script = Choose(request);
        script = script.DecidedBy?.Invoke(request) ?? script;
        _journal.Add(request);
        await new Telling(script, request, context, Model, IWireForm.At(context.Request.Path, Model, script, request)!, _gate).RunAsync();
    }

    private Script Choose(ReceivedRequest request) =>
        _rules.FirstOrDefault(rule => rule.Matches(request))?.Next()
        ?? (_queue.TryDequeue(out var queued) ? queued : _otherwise.Next())
        ?? new Script().Answers(400, """{"error":{"message":"The test has no script for this request.","type":"invalid_request_error"}}""");
}
