using System.Text.RegularExpressions;

namespace Constellation.Realtime.Deploy.Tests;

/// <summary>What the image holds: the hub as it is published, and the environment that the Dockerfile sets.</summary>
internal sealed partial class Image : IDisposable
{
    private readonly DirectoryInfo _app = Directory.CreateTempSubdirectory("constellation-image-");

    public string Folder => _app.FullName;

    public IEnumerable<KeyValuePair<string, string>> Environment { get; } = Repository.Read("Dockerfile").Split("\nENV ")[1].Split("\nUSER")[0]
        .Split('\n').Select(line => Variable().Match(line)).Where(match => match.Success)
        .Select(match => KeyValuePair.Create(match.Groups[1].Value, match.Groups[2].Value)).ToList();

    public static async Task<Image> PublishAsync()
    {
        var image = new Image();
        await Repository.RunAsync("chmod", ["755", image.Folder]);
        var (code, output, errors) = await Repository.RunAsync(
            "dotnet", ["publish", "src/Hub/Hub.csproj", "--no-build", "--configuration", Repository.Configuration, "--output", image.Folder, "-p:UseAppHost=false"]);
        return code == 0 ? image : throw new InvalidOperationException(output + errors);
    }

    public void Dispose() => _app.Delete(recursive: true);

    [GeneratedRegex("""(\w+)="?([^"\s\\]*)""")]
    private static partial Regex Variable();
}
