using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine;

/// <summary>Who asks, as authenticated by the face that they came through.</summary>
/// <param name="UserId">The <c>sub</c> of their token.</param>
/// <param name="IsAdministrator">Whether the token's <c>app_metadata.role</c> is <c>admin</c>.</param>
internal sealed record Caller(Guid UserId, bool IsAdministrator = false)
{
    /// <exception cref="RefusedException"><c>forbidden</c>: this is no administrator.</exception>
    public void CheckAdministrator()
    {
        if (!IsAdministrator) throw new RefusedException(ErrorCodes.Forbidden, "This is for administrators.");
    }
}
