using Constellation.Realtime.Engine;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Limits;
using Constellation.Realtime.Hub;
using Constellation.Realtime.Hub.Auth;
using Constellation.Realtime.Hub.Evaluation;
using Constellation.Realtime.Hub.Lifetime;
using Constellation.Realtime.Hub.Rest;
using Constellation.Realtime.Hub.Wire;
using Microsoft.Extensions.Options;

if (args is [EvalCommand.Verb, .. var evaluated]) return await EvalCommand.RunAsync(evaluated, Console.Out, Console.Error, CancellationToken.None);

var builder = WebApplication.CreateBuilder(args);
var urls = builder.Configuration["urls"] ??= "http://localhost:5080";
if (args.Contains(HealthProbe.Argument)) return await HealthProbe.RunAsync(urls, Console.Out);

builder.AddAuth();
builder.AddWire(services => services.GetRequiredService<IOptions<LimitOptions>>().Value.MessageChars).AddBackplane(builder.Configuration);
builder.Services.AddOpenApi("v1", options => options.AddSchemaTransformer(SentText.DescribeAsync));
builder.Services.AddSingleton<Announcer>();
builder.Services.AddSingleton<IAnnouncer>(services => services.GetRequiredService<Announcer>());
builder.Services.AddHostedService(services => services.GetRequiredService<Announcer>());
builder.Services.AddChatEngine(builder.Configuration);
builder.AddDrain();
builder.AddMetrics();

var app = builder.Build();
if (!app.MayStart(Console.Error)) return 1;

app.UseWire();
app.UseAllowedOrigins();
app.UsePage();
app.UseAuth();
app.UseConnectionLimit();
app.MapAuth();
app.MapChatHub<ChatHub>();
app.MapChatApi();
app.MapSchemasApi();
app.MapFeedbackApi();
app.MapPromptsApi();
app.MapHealth();
app.MapMetrics();
// Without a name in the route it would be read from the query.
app.MapOpenApi("/openapi/{documentName:regex(^v1$)}.json").AllowAnonymous();
var database = app.Services.GetRequiredService<DatabaseStart>();
await app.RunAsync();
return database.Migrated.IsFaulted ? 1 : 0;
