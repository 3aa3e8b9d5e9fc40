using System.Diagnostics;
using System.Globalization;
using Constellation.Realtime.Simulation.TurnModel;

namespace Constellation.Realtime.Simulation;

/// <summary>Tries seeds by hand: <c>dotnet run --project tests/Simulation -- FIRST COUNT [MUTATION]</c>; one seed is told step by step. Or the model's variants, with
/// their figures: <c>-- model [WORD]</c>, those only whose name has the word in it.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        if (args[0] == "model") return SearchModel(args.Length > 1 ? args[1] : "");
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

    private static int SearchModel(string word)
    {
        var (wrong, states, found, clock) = (0, 0L, 0, Stopwatch.StartNew());
        var variants = Variant.Quick.Where(variant => variant.Name.Contains(word, StringComparison.OrdinalIgnoreCase)).ToList();
        foreach (var variant in variants)
        {
            var begun = clock.Elapsed;
            var result = new Search(new Protocol(variant.Rules, variant.Faults)).Run();
            states += result.States;
            if (result.Violation is not null) found++;
            if (variant.Breaks is { } promise ? result.Violation?.Contains(promise, StringComparison.Ordinal) is not true : result.Violation is not null) wrong++;
            var took = (clock.Elapsed - begun).TotalSeconds;
            var told = result.Violation is null ? "holds" : $"broken in {result.Trace.Count} steps: {result.Violation}";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{variant.Name,-76} {result.States,9:N0} states {took,5:F1} s  {told}"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{variants.Count} variants, {states:N0} states, {found} broken, {wrong} not as expected, {clock.Elapsed.TotalSeconds:F0} s"));
        return wrong == 0 ? 0 : 1;
    }
}
