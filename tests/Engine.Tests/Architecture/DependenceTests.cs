using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.Tests.Architecture;

/// <summary>What may depend on what; the file that breaks it is named.</summary>
public sealed class DependenceTests
{
    private static readonly string Source = Path.GetFullPath(Path.Combine(ThisFolder(), "../../../src"));

    [Fact]
    public void Contracts_stand_on_the_base_library_alone() =>
        Assert.All(References(typeof(Session).Assembly), name => Assert.StartsWith("System.", name, StringComparison.Ordinal));

    [Fact]
    public void The_engine_knows_no_face()
    {
        var references = References(typeof(ChatEngine).Assembly).ToList();

        Assert.Equal(["Constellation.Realtime.Contracts"], references.Where(name => name.StartsWith("Constellation.", StringComparison.Ordinal)));
        Assert.DoesNotContain(references, name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.Empty(Breaches("Engine", "Microsoft.AspNetCore", "nowhere"));
        Assert.Empty(Breaches("Engine", "Constellation.Realtime.Hub", "nowhere"));
    }

    [Theory]
    [InlineData("StackExchange.Redis", "Redis|EventLog/NudgedSession")]
    [InlineData("Npgsql", "Postgres")]
    [InlineData("Microsoft.Data.Sqlite", "Sqlite")]
    [InlineData("Microsoft.EntityFrameworkCore", "^(Database|Sessions|Feedback|Turns|Prompting|Suggestions/Registry)/|^Applying/Applications|^Providers/Attempts/")]
    [InlineData("Microsoft.SemanticKernel", "^Providers/")]
    [InlineData("OpenAI", "^Providers/OpenAi/")]
    [InlineData("OllamaSharp", "^Providers/Ollama/")]
    [InlineData("Anthropic", "^Providers/Anthropic/")]
    [InlineData("System.ClientModel", "^Providers/")]
    [InlineData("Microsoft.Extensions.AI", "^Providers/")]
    [InlineData("Lucene", "^(Graph/(BlockSearch|Words/)|Sessions/SearchWords|Suggestions/Registry/TargetSearch)")]
    [InlineData("YamlDotNet", "^Suggestions/OpenApi/YamlText")]
    [InlineData("Microsoft.ML.Tokenizers", "^Prompting/TokenCount")]
    public void A_library_is_used_only_where_the_name_of_the_file_or_folder_says_so(string library, string where)
    {
        Assert.Empty(Breaches("Engine", library, where));
        Assert.NotEmpty(Breaches("Engine", library, "nowhere"));
    }

    [Theory]
    [InlineData("StackExchange.Redis")]
    [InlineData("Npgsql")]
    [InlineData("Microsoft.Data.Sqlite")]
    [InlineData("Microsoft.EntityFrameworkCore")]
    [InlineData("Microsoft.SemanticKernel")]
    [InlineData("OpenAI")]
    [InlineData("Lucene")]
    [InlineData("YamlDotNet")]
    public void The_hub_uses_no_library_that_is_the_engines_business(string library) => Assert.Empty(Breaches("Hub", library, "Redis|^Backplane|^Unhurried"));

    /// <summary>The files of a project that use a library, though their path below it does not match.</summary>
    private static List<string> Breaches(string project, string library, string where)
    {
        var use = new Regex($@"^\s*(?!//)(global )?using (static )?(\w+ = )?{Regex.Escape(library)}\b|^(?!\s*(//|using)).*(?<![\w.""]){Regex.Escape(library)}\.\w", RegexOptions.Multiline);
        var folder = Path.Combine(Source, project);
        return [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(folder, file).Replace('\\', '/'), File: file))
            .Where(one => !one.Path.StartsWith("obj/", StringComparison.Ordinal) && !one.Path.StartsWith("bin/", StringComparison.Ordinal))
            .Where(one => !Regex.IsMatch(one.Path, where) && use.IsMatch(File.ReadAllText(one.File)))
            .Select(one => $"{project}/{one.Path}")];
    }

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!);

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
