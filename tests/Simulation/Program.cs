using System.Diagnostics;
using System.Globalization;

namespace Constellation.Realtime.Simulation;

/// <summary>Tries seeds by hand: <c>dotnet run --project tests/Simulation -- FIRST COUNT [MUTATION]</c>; one seed is told step by step.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        var first = int.Parse(args[0], CultureInfo.InvariantCulture);
        var count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1;
        var mutation = args.Length > 2 ? Enum.Parse<Mutation>(args[2]) : Mutation.None;
        var clock = Stopwatch.StartNew();
        var (broken, steps, faults) = (0, 0L, 0L);
        for (var seed = first; seed < first + count; seed++)
        {
            var course = World.Run(seed, mutation, traced: count == 1);
            foreach (var line in course.Trace) Console.WriteLine(line);
            (steps, faults) = (steps + course.Steps, faults + course.Faults);
            if (course.Wrong is null) continue;
            Console.WriteLine($"seed {seed}: {course.Wrong}");
            if (++broken >= 20) break;
        }

        Console.WriteLine($"{broken} of {count} seeds broken, {steps} steps, {faults} disturbances, {clock.Elapsed.TotalSeconds:F1} s");
        return broken == 0 ? 0 : 1;
    }
}
