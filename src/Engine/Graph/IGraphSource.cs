namespace Constellation.Realtime.Engine.Graph;

/// <summary>Where the catalogue of blocks and edges comes from.</summary>
internal interface IGraphSource
{
    /// <summary>The whole catalogue as it is now; immutable.</summary>
    /// <exception cref="GraphUnavailableException">The source can't be read now, or what it holds is no catalogue.</exception>
    Task<GraphSnapshot> ReadAsync(CancellationToken cancellationToken);
}
