using System.Text.RegularExpressions;

namespace Constellation.Realtime.Deploy.Tests;

public sealed partial class DockerfileTests
{
    private const string Linter = "dockerfile-utils@0.16.3";

    [Fact]
    public async Task Its_form_is_right()
    {
        var (code, output, errors) = await Repository.RunAsync("npx", ["--yes", Linter, "lint", "Dockerfile"]);

        Assert.True(code == 0, output + errors);
        Assert.Empty(output.Trim());
    }

    [Fact]
    public void All_that_the_packages_depend_on_is_there_before_they_are_restored()
    {
        var layers = Repository.Read("Dockerfile").Split("RUN dotnet restore")[0];

        foreach (var project in ProjectsOf("src/Hub/Hub.csproj")) Assert.Contains($"{project} ", layers, StringComparison.Ordinal);
        foreach (var file in Repository.Root.GetFiles("Directory.*")) Assert.Contains(file.Name, layers, StringComparison.Ordinal);
        Assert.Contains("global.json", layers, StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_copies_is_let_through_to_the_builder()
    {
        var let = Repository.Read(".dockerignore").Split('\n').Where(line => line.StartsWith('!')).Select(line => line[1..]).ToList();

        var copied = Copies().Matches(Repository.Read("Dockerfile")).SelectMany(match => match.Groups[1].Value.Split(' ')).ToList();

        Assert.NotEmpty(copied);
        Assert.All(copied, path =>
        {
            Assert.True(Path.Exists(Repository.PathOf(path)), path);
            Assert.Contains(let, each => path == each || path.StartsWith(each + "/", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void It_runs_as_a_user_without_rights_and_tells_its_health()
    {
        var image = Repository.Read("Dockerfile").Split("FROM ")[^1];

        Assert.Contains("USER $APP_UID", image, StringComparison.Ordinal);
        Assert.Contains("CMD [\"dotnet\", \"Constellation.Realtime.Hub.dll\", \"--health\"]", image, StringComparison.Ordinal);
    }

    private static IEnumerable<string> ProjectsOf(string project) => References().Matches(Repository.Read(project))
        .Select(match => Path.GetRelativePath(Repository.Root.FullName, Path.Combine(Repository.PathOf(project), "..", match.Groups[1].Value)))
        .SelectMany(ProjectsOf).Prepend(project).Distinct();

    [GeneratedRegex("<ProjectReference Include=\"([^\"]+)\"")]
    private static partial Regex References();

    [GeneratedRegex(@"^COPY (?!--)(.+) \S+$", RegexOptions.Multiline)]
    private static partial Regex Copies();
}
