using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Turns;
using Constellation.Realtime.ScriptedModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Tests.Turns;

/// <summary>The engine as one node of several runs it, in this process.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly IHost _host;

    private TestNode(IHost host) => _host = host;

    public Guid Id => Get<Node>().Id;

    public ChatEngine Engine => Get<ChatEngine>();

    public ITurnStore Turns => Get<ITurnStore>();

    public TurnQueue Queue => Get<TurnQueue>();

    /// <param name="log">The nodes' log.</param>
    /// <param name="llm">The model; null for the planner, which can go on with what another node began.</param>
    /// <param name="settings">The rest of them.</param>
    /// <param name="turns">What stands before the database.</param>
    public static async Task<TestNode> StartAsync(
        IEventLog log, ScriptedLlm? llm, Dictionary<string, string?> settings, Func<ITurnStore, ITurnStore>? turns = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(settings)
        {
            ["Limits:ConcurrentTurns"] = "1000",
            ["Limits:MessagesPerMinute"] = "10000",
            ["Limits:TokensPerDay"] = "2000000000",
            ["Planner:PerWord"] = "00:00:00",

            // A model that waits for its test is not slow.
            ["Llm:FirstTokenTimeout"] = "00:05:00",
            ["Llm:StallTimeout"] = "00:05:00",
            ["Node:DeadAfter"] = settings.GetValueOrDefault("Node:DeadAfter") ?? "00:00:02",
        });
        if (llm is not null)
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Llm:Providers:0:Kind"] = "openai",
                ["Llm:Providers:0:Endpoint"] = llm.Endpoint.ToString(),
                ["Llm:Providers:0:Model"] = llm.Model,
            });
        }

        builder.Logging.ClearProviders();
        builder.Services.AddChatEngine(builder.Configuration);
        builder.Services.AddSingleton<IAnnouncer, NoAnnouncer>();
        builder.Services.Replace(ServiceDescriptor.Singleton(log));
        if (turns is not null)
        {
            builder.Services.AddSingleton<DatabaseTurnStore>();
            builder.Services.Replace(ServiceDescriptor.Singleton(services => turns(services.GetRequiredService<DatabaseTurnStore>())));
        }

        var node = new TestNode(builder.Build());
        await node._host.StartAsync();
        return node;
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public async Task<TurnRef> SendAsync(Caller caller, string text = "What is this?", Guid? clientMessageId = null)
    {
        var session = await Engine.StartSessionAsync(caller, new StartSession(), CancellationToken.None);
        return await SendAsync(caller, session.SessionId, text, clientMessageId);
    }

    /// <summary>The same, as any client does it: on a machine with much else to do the database may need longer than the second that it has.</summary>
    public async Task<TurnRef> SendWhenAvailableAsync(Caller caller)
    {
        var clientMessageId = Database.Some.Id();
        var session = await WhenAvailableAsync(() => Engine.StartSessionAsync(caller, new StartSession(), CancellationToken.None));
        return await WhenAvailableAsync(() => SendAsync(caller, session.SessionId, "What is this?", clientMessageId));
    }

    public Task<TurnRef> SendAsync(Caller caller, Guid sessionId, string text, Guid? clientMessageId = null) => Engine.SendMessageAsync(
        caller,
        new SendMessage { SessionId = sessionId, ClientMessageId = clientMessageId ?? Database.Some.Id(), Text = text },
        CancellationToken.None);

    /// <summary>What the turn's readers on this node see, who come again where the database takes too long for them; <paramref name="until"/> that is their text in
    /// hand, or to the turn's end.</summary>
    public async Task<List<SessionEvent>> ReadAsync(Caller caller, TurnRef turn, string? until = null, long? after = null, params SessionEvent[] before)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var seen = new List<SessionEvent>();
        var events = await WhenAvailableAsync(() => Engine.ReadTurnAsync(caller, turn.SessionId, turn.TurnId, after ?? turn.After, patience.Token));
        await foreach (var e in events.WithCancellation(patience.Token))
        {
            seen.Add(e);
            if (until is not null && ReplyFold.TextOf([.. before, .. seen]) == until) break;
        }

        return seen;
    }

    public async Task<Turn> FindAsync(TurnRef turn) => (await Turns.FindAsync(turn.SessionId, turn.TurnId, CancellationToken.None))!;

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _host.StopAsync(patience.Token);
        if (_host is IAsyncDisposable host) await host.DisposeAsync();
    }

    private static async Task<T> WhenAvailableAsync<T>(Func<Task<T>> call)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await call();
            }
            catch (RefusedException refused) when (tries < 20 && refused.Code == ErrorCodes.Unavailable)
            {
                await Task.Delay(100);
            }
        }
    }

    private sealed class NoAnnouncer : IAnnouncer, IChatReceiver
    {
        public IChatReceiver ToUser(Guid userId) => this;

        public Task SessionChanged(Session session) => Task.CompletedTask;

        public Task SessionEnded(Guid sessionId) => Task.CompletedTask;

        public Task SuggestionReady(Suggestion suggestion) => Task.CompletedTask;

        public Task Notice(Notice notice) => Task.CompletedTask;
    }
}
