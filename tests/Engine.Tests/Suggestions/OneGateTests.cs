using System.Reflection;
using System.Runtime.CompilerServices;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Turns;

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

    [Fact]
    public void Only_what_was_checked_or_is_kept_can_be_shown_as_ready()
    {
        var everything = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var makers = typeof(ReadySuggestion).GetMethods(everything).Where(method => method.ReturnType == typeof(ReadySuggestion));

        Assert.True(typeof(ReadySuggestion).IsSealed);
        Assert.All(typeof(ReadySuggestion).GetConstructors(everything), constructor => Assert.True(constructor.IsPrivate));
        Assert.Equal([typeof(CheckedSuggestion), typeof(SuggestionRow)], makers.OrderBy(method => method.Name == "Kept").Select(method => method.GetParameters()[0].ParameterType));
        Assert.All(typeof(ReadySuggestion).GetProperties(everything), property => Assert.Null(property.SetMethod));
        Assert.Equal(typeof(ReadySuggestion), typeof(IHistory).GetMethod(nameof(IHistory.StoreSuggestionAsync))!.GetParameters()[0].ParameterType);
    }

    [Theory]
    [InlineData("CheckedSuggestion.Judge(", "Engine/Suggestions/SuggestionCheck.cs")]
    [InlineData("ReadySuggestion.Of(", "Engine/Turns/Candidates.cs")]
    [InlineData("SuggestionRow.Of(", "Engine/Sessions/SuggestionCourse.cs")]
    [InlineData("new SuggestionRow", "")]
    [InlineData("Of(SessionEventTypes.SuggestionReady", "Engine/SessionEvents.cs")]
    [InlineData("Status = SuggestionStatus.Ready", "Engine/Turns/ReadySuggestion.cs")]
    public void There_is_one_way_from_a_text_to_a_suggestion_that_is_ready(string step, string file)
    {
        var files = Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && File.ReadAllText(path).Contains(step, StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(Source, path).Replace('\\', '/'));

        Assert.Equal(file.Length == 0 ? [] : [file], files);
    }

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
