using System.Globalization;
using Constellation.Realtime.Engine.Evaluation;
using Constellation.Realtime.Engine.Providers;

namespace Constellation.Realtime.Hub.Evaluation;

/// <summary>What <c>eval</c> is told on the command line.</summary>
internal sealed record EvalArguments
{
    public const string Usage = """
        Asks a file of goals, through the whole engine, and prints how well they were answered; the planner's row is the yardstick.

        dotnet run --project src/Hub -- eval [--provider KIND --model NAME --endpoint URL] …
          --provider KIND      openai, azure-openai, huggingface, ollama, anthropic or planner; without it: the planner alone
          --model NAME         the model, as the endpoint knows it
          --endpoint URL       the endpoint with its version path, such as http://localhost:8000/v1
          --api-key-env NAME   the environment variable that holds the key; LLM_API_KEY where it is left out
          --input-price N      what a million tokens sent cost, in any currency; 0 where it is left out
          --output-price N     the same for tokens that come back
          --goals FILE         other goals than the project's own
          --graph FILE         another catalogue than the configured one
          --first N            only the first N goals
          --at-once N          how many goals are asked side by side; 4 where it is left out
          --json FILE          every answer and all figures, as JSON
        """;

    private static readonly string[] Names =
        ["provider", "model", "endpoint", "api-key-env", "input-price", "output-price", "goals", "graph", "first", "at-once", "json"];

    /// <summary>The provider to be judged; null: the planner alone.</summary>
    public ProviderOptions? Provider { get; private init; }

    public TokenPrices Prices { get; private init; } = new(0, 0);

    public string? Goals { get; private init; }

    public string? Graph { get; private init; }

    public int First { get; private init; } = int.MaxValue;

    public int AtOnce { get; private init; } = 4;

    public string? Json { get; private init; }

    /// <summary>Null where they are wrong; <paramref name="fault"/> then says why.</summary>
    public static EvalArguments? Read(IReadOnlyList<string> args, Func<string, string?> environment, out string? fault)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i += 2)
        {
            var name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : "";
            if (!Names.Contains(name) || i + 1 == args.Count || !given.TryAdd(name, args[i + 1]))
            {
                fault = $"'{args[i]}' is unknown, without a value, or there twice.";
                return null;
            }
        }

        var key = given.GetValueOrDefault("api-key-env");
        if (key is not null && environment(key) is null) return Wrong($"The environment variable '{key}' is not set.", out fault);
        if (!TryRead(given, "first", out int first, int.MaxValue) || first < 1) return Wrong("--first is a number from 1.", out fault);
        if (!TryRead(given, "at-once", out int atOnce, 4) || atOnce is < 1 or > 100) return Wrong("--at-once is a number from 1 to 100.", out fault);
        if (!TryRead(given, "input-price", out decimal input, 0) || !TryRead(given, "output-price", out decimal output, 0) || input < 0 || output < 0)
            return Wrong("A price is a number from 0, such as 2.5.", out fault);
        fault = null;
        return new EvalArguments
        {
            Provider = given.TryGetValue("provider", out var kind)
                ? new ProviderOptions
                {
                    Kind = kind,
                    Model = given.GetValueOrDefault("model"),
                    Endpoint = given.GetValueOrDefault("endpoint"),
                    ApiKey = environment(key ?? "LLM_API_KEY"),
                }
                : null,
            Prices = new(input, output),
            Goals = given.GetValueOrDefault("goals"),
            Graph = given.GetValueOrDefault("graph"),
            First = first,
            AtOnce = atOnce,
            Json = given.GetValueOrDefault("json"),
        };
    }

    private static EvalArguments? Wrong(string what, out string? fault)
    {
        fault = what;
        return null;
    }

    private static bool TryRead<T>(Dictionary<string, string> given, string name, out T value, T otherwise)
        where T : IParsable<T>
    {
        value = otherwise;
        return !given.TryGetValue(name, out var text) || T.TryParse(text, CultureInfo.InvariantCulture, out value!);
    }
}
