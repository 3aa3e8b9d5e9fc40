using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Constellation.Realtime.GateBench;
using Constellation.Realtime.GateBench.Fuzz;

switch (args)
{
    case ["fuzz", .. var rest]:
        return await Fuzzer.RunAsync(Number(rest, 0, 200_000), Number(rest, 1, 1));
    case ["speed", .. var rest]:
        BenchmarkSwitcher.FromTypes([typeof(JudgeSpeed), typeof(DraftSpeed), typeof(GraphSpeed)])
            .Run(rest.Length > 0 ? rest : ["--filter", "*"], DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)));
        return 0;
    case ["suite", var folder, .. var rest]:
        return SuiteShare.Run(folder, optional: rest is ["optional"]);
    default:
        Console.Error.WriteLine("gate fuzz [cases] [seed]: mutated texts against random schemas, judged by ajv (npm ci in bench/Gate/Fuzz first)\ngate speed [BenchmarkDotNet's arguments]: the budgets of the gate\ngate suite FOLDER [optional]: the share of the public JSON Schema test suite, of which FOLDER is a checkout");
        return 2;
}

static int Number(string[] values, int place, int otherwise) =>
    values.Length > place ? int.Parse(values[place], CultureInfo.InvariantCulture) : otherwise;
