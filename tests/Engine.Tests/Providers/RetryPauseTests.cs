using Constellation.Realtime.Engine.Providers;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class RetryPauseTests
{
    [Theory]
    [InlineData(1, 0.0, 10)]
    [InlineData(1, 0.5, 250)]
    [InlineData(1, 1.0, 500)]
    [InlineData(2, 0.5, 500)]
    [InlineData(2, 1.0, 1000)]
    public void It_is_any_part_of_a_bound_that_doubles(int tries, double jitter, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), RetryPause.Before(tries, Fault(ProviderFault.Busy), isLast: true, jitter));

    [Fact]
    public void What_the_provider_asks_for_comes_on_top() =>
        Assert.Equal(TimeSpan.FromMilliseconds(2_250), RetryPause.Before(1, Fault(ProviderFault.Busy, seconds: 2), isLast: true, 0.5));

    [Theory]
    [InlineData(10.0, true, true)]
    [InlineData(10.1, true, false)]
    [InlineData(2.0, false, true)]
    [InlineData(2.1, false, false)]
    public void Who_asks_for_too_much_is_given_up(double seconds, bool isLast, bool again) =>
        Assert.Equal(again, RetryPause.Before(1, Fault(ProviderFault.Busy, seconds), isLast, 0.5) is not null);

    [Theory]
    [InlineData("Busy", true)]
    [InlineData("Broken", true)]
    [InlineData("Stalled", true)]
    [InlineData("Empty", true)]
    [InlineData("Quota", false)]
    [InlineData("Auth", false)]
    [InlineData("BadRequest", false)]
    [InlineData("Overlong", false)]
    [InlineData("Filtered", false)]
    public void Only_what_may_pass_by_itself_is_tried_again_and_three_times_at_most(string fault, bool again)
    {
        var exception = Fault(Enum.Parse<ProviderFault>(fault));

        Assert.Equal([again, again, false], new[] { 1, 2, 3 }.Select(tries => RetryPause.Before(tries, exception, isLast: true, 0.5) is not null));
    }

    private static ProviderException Fault(ProviderFault fault, double? seconds = null) =>
        new(fault, "No.") { RetryAfter = seconds is { } wait ? TimeSpan.FromSeconds(wait) : null };
}
