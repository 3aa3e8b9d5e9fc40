using System.ComponentModel.DataAnnotations;

namespace Constellation.Realtime.Engine.Database;

/// <summary>Where things are kept when there is no PostgreSQL. Section <c>Storage</c>.</summary>
internal sealed record StorageOptions
{
    /// <summary>The folder of the SQLite file; made where it is missing. One process at a time.</summary>
    [Required, MinLength(1)] public string Path { get; init; } = "./data";
}
