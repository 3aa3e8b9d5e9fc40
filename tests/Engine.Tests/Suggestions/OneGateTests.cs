using System.Reflection;
using System.Runtime.CompilerServices;
using Constellation.Realtime.Engine.Suggestions;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

public sealed class OneGateTests
{
    private static readonly string Source = Path.GetFullPath(Path.Combine(ThisFolder(), "../../../src"));

    [Fact]
    public void Nobody_but_the_gate_can_make_a_checked_suggestion()
    {
        var constructors = typeof(CheckedSuggestion).GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        var makers = typeof(CheckedSuggestion).GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(method => method.ReturnType == typeof(Verdict) || method.ReturnType == typeof(CheckedSuggestion));

        Assert.True(typeof(CheckedSuggestion).IsSealed);
        Assert.All(constructors, constructor => Assert.True(constructor.IsPrivate));
        Assert.Equal(["Judge"], makers.Select(method => method.Name));
        Assert.All(typeof(CheckedSuggestion).GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic), property => Assert.Null(property.SetMethod));
    }

    [Theory]
    [InlineData("CheckedSuggestion.Judge(", "Suggestions/SuggestionCheck.cs")]
    [InlineData("SessionEvent.SuggestionReady(", "Turns/Candidates.cs")]
    [InlineData("Status = SuggestionStatus.Ready", "Turns/SuggestionOf.cs")]
    [InlineData("this CheckedSuggestion ", "Turns/SuggestionOf.cs")]
    public void There_is_one_way_from_a_text_to_a_suggestion_that_is_ready(string step, string file)
    {
        var folder = Path.Combine(Source, "Engine");
        var files = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && File.ReadAllText(path).Contains(step, StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'));

        Assert.Equal([file], files);
    }

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
