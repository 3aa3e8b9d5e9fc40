using System.Globalization;
using BenchmarkDotNet.Running;
using Constellation.Realtime.GateBench;
using Constellation.Realtime.GateBench.Fuzz;

switch (args)
{
    case ["fuzz", .. var rest]:
        return await Fuzzer.RunAsync(Number(rest, 0, 200_000), Number(rest, 1, 1));
    case ["speed", .. var rest]:
        BenchmarkSwitcher.FromTypes([typeof(JudgeSpeed), typeof(DraftSpeed), typeof(GraphSpeed)]).Run(rest.Length > 0 ? rest : ["--filter", "*"]);
        return 0;
    default:
        Console.Error.WriteLine("gate fuzz [cases] [seed]: mutated texts against random schemas, judged by ajv (npm ci in bench/Gate/Fuzz first)\ngate speed: the budget of docs and issue");
        return 2;
}

static int Number(string[] values, int place, int otherwise) =>
    values.Length > place ? int.Parse(values[place], CultureInfo.InvariantCulture) : otherwise;
