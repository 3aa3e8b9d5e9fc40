using Constellation.Realtime.Engine.Feedback;

namespace Constellation.Realtime.Engine.Tests.Feedback;

public sealed class WeeksTests
{
    [Theory]
    [InlineData("2026-11-23T00:00:00Z", "2026-11-23")]
    [InlineData("2026-11-29T23:59:59Z", "2026-11-23")]
    [InlineData("2026-11-30T00:30:00+01:00", "2026-11-23")]
    [InlineData("2027-01-01T12:00:00Z", "2026-12-28")]
    public void A_week_is_named_by_its_Monday_in_UTC(string at, string monday) =>
        Assert.Equal(monday, Weeks.Of(DateTimeOffset.Parse(at, null)).ToString("yyyy-MM-dd", null));
}
