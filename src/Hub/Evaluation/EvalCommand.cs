using System.Text.Json;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Evaluation;
using Constellation.Realtime.Engine.Providers;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Hub.Evaluation;

/// <summary>
/// <c>eval</c>: how well a provider answers goals whose right answers are known. Each row is a whole engine of its own, with memory and a file in a folder that
/// is removed afterwards: no store of the product is touched.
/// </summary>
internal static class EvalCommand
{
    public const string Verb = "eval";

    private const int Ran = 0;
    private const int NotRun = 2;

    /// <returns>The exit code: 0 where it ran, 2 where it could not, and <paramref name="errors"/> has the reason.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        if (EvalArguments.Read(args, Environment.GetEnvironmentVariable, out var fault) is not { } arguments)
        {
            await errors.WriteLineAsync($"{fault}\n\n{EvalArguments.Usage}");
            return NotRun;
        }

        try
        {
            var goals = (await ExpectedGoal.ReadAsync(arguments.Goals, cancellationToken)).Take(arguments.First).ToArray();
            var planner = new ProviderOptions { Kind = ProviderKinds.Planner };
            List<EvaluationRow> rows = [];
            if (arguments.Provider is { } provider && provider.Kind != ProviderKinds.Planner)
                rows.Add(await RunAsync(provider, arguments.Prices, goals, arguments, errors, cancellationToken));
            rows.Add(await RunAsync(planner, new(0, 0), goals, arguments, errors, cancellationToken));
            await EvalReport.WriteTableAsync(rows, output);
            if (arguments.Json is { } path) await EvalReport.WriteJsonAsync(rows, path, cancellationToken);
            return Ran;
        }
        catch (OptionsValidationException invalid)
        {
            foreach (var reason in invalid.Failures) await errors.WriteLineAsync(reason);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            await errors.WriteLineAsync(exception.Message);
        }

        return NotRun;
    }

    private static async Task<EvaluationRow> RunAsync(
        ProviderOptions provider, TokenPrices prices, ExpectedGoal[] goals, EvalArguments arguments, TextWriter errors, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("constellation-eval-");
        try
        {
            using var host = Build(provider, arguments, folder.FullName);
            host.Services.GetService<IStartupValidator>()?.Validate();
            await host.StartAsync(cancellationToken);
            await host.Services.GetRequiredService<DatabaseStart>().Migrated.WaitAsync(cancellationToken);
            await errors.WriteLineAsync($"Asking {goals.Length} goals of {provider.Kind} {provider.Model}");
            try
            {
                var results = await ActivatorUtilities.CreateInstance<GoalRun>(host.Services).RunAsync(goals, arguments.AtOnce, cancellationToken);
                return new(provider.Kind!, provider.Model ?? provider.Kind!, prices, results);
            }
            finally
            {
                await host.StopAsync(CancellationToken.None);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IHost Build(ProviderOptions provider, EvalArguments arguments, string folder)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
        [
            // What this process is configured for elsewhere is the product's; only where blocks come from is the same.
            .. Product().GetSection("Graph").AsEnumerable().Where(entry => arguments.Graph is null),
            new("Graph:Path", arguments.Graph ?? Product()["Graph:Path"]),
            new("Storage:Path", folder),
            new("Limits:MessagesPerMinute", "1000000"),
            new("Limits:ConcurrentTurns", "1000000"),
            new("Limits:TokensPerDay", "2000000000"),
            new("Planner:PerWord", "00:00:00"),
            new("Stream:Gather", "00:00:00"),
            new("Llm:Providers:0:Kind", provider.Kind),
            new("Llm:Providers:0:Endpoint", provider.Endpoint),
            new("Llm:Providers:0:Model", provider.Model),
            new("Llm:Providers:0:ApiKey", provider.ApiKey),
        ]);
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error);
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<IAnnouncer, SilentAnnouncer>();
        builder.Services.AddChatEngine(builder.Configuration);
        return builder.Build();
    }

    private static IConfiguration Product() => new ConfigurationBuilder().AddEnvironmentVariables().Build();
}
