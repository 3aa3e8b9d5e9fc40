namespace Constellation.Realtime.Engine.Graph;

/// <summary>The catalogue from a JSON file, or the one that ships with the product.</summary>
/// <param name="path">The file; null for the shipped catalogue.</param>
internal sealed class FileGraphSource(string? path) : IGraphSource
{
    /// <inheritdoc/>
    public async Task<GraphSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = path is null ? typeof(FileGraphSource).Assembly.GetManifestResourceStream("catalogue.json")!
                : File.OpenRead(path);
            return await GraphJson.ReadAsync(stream, path ?? "The shipped catalogue", cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GraphUnavailableException($"{path} can't be read: {exception.Message}", exception);
        }
    }
}
