using System.ComponentModel.DataAnnotations;

namespace Constellation.Realtime.Engine.Redis;

/// <summary>How Redis is shared with others. Section <c>Redis</c>; where it is, is <c>ConnectionStrings:Redis</c>.</summary>
internal sealed record RedisOptions
{
    /// <summary>What the names of all keys and channels begin with: the same on all nodes of one service, another one for every other service.</summary>
    [Required, RegularExpression("[A-Za-z0-9._-]{1,64}", ErrorMessage = "Redis:Prefix may be 1 to 64 of A-Z a-z 0-9 . _ -")]
    public string Prefix { get; init; } = "constellation-realtime";
}
