using System.Net;
using Constellation.Realtime.Engine.Applying.Http;

namespace Constellation.Realtime.Engine.Tests.Applying;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("api.example.com", "8.8.8.8", true)]
    [InlineData("api.example.com", "2606:4700::1111", true)]
    [InlineData("api.example.com", "10.1.2.3", false)]
    [InlineData("api.example.com", "172.31.255.255", false)]
    [InlineData("api.example.com", "172.32.0.1", true)]
    [InlineData("api.example.com", "192.168.0.1", false)]
    [InlineData("api.example.com", "100.64.0.1", false)]
    [InlineData("api.example.com", "169.254.169.254", false)]
    [InlineData("api.example.com", "127.0.0.1", false)]
    [InlineData("api.example.com", "255.255.255.255", false)]
    [InlineData("api.example.com", "239.1.1.1", false)]
    [InlineData("api.example.com", "::", false)]
    [InlineData("api.example.com", "fe80::1", false)]
    [InlineData("api.example.com", "fd12::1", false)]
    [InlineData("api.example.com", "::ffff:10.0.0.1", false)]
    [InlineData("api.example.com", "::ffff:8.8.8.8", true)]
    [InlineData("api.example.com", "64:ff9b::a00:1", false)]
    [InlineData("api.example.com", "2002:a00:1::1", false)]
    [InlineData("api.example.com", "::ffff:0:10.0.0.1", false)]
    [InlineData("core", "172.18.0.3", true)]
    [InlineData("core", "127.0.1.1", true)]
    [InlineData("core", "169.254.169.254", false)]
    [InlineData("core.default.svc.cluster.local", "10.96.0.7", true)]
    [InlineData("core.corp.internal", "10.96.0.7", true)]
    [InlineData("internal.example.com", "10.96.0.7", false)]
    [InlineData("localhost", "127.0.0.1", true)]
    [InlineData("localhost", "::1", true)]
    [InlineData("localhost", "10.0.0.1", false)]
    [InlineData("localhost", "8.8.8.8", false)]
    [InlineData("10.0.0.7", "10.0.0.7", true)]
    [InlineData("10.0.0.7", "10.0.0.8", false)]
    [InlineData("169.254.169.254", "169.254.169.254", true)]
    [InlineData("::1", "::1", true)]
    public void A_host_may_be_at_an_address_or_not(string host, string address, bool may) =>
        Assert.Equal(may, AddressRules.MayBe(host, IPAddress.Parse(address), []));

    [Fact]
    public void A_network_that_was_configured_is_allowed_to_names()
    {
        IPNetwork[] networks = [IPNetwork.Parse("10.0.0.0/8")];

        Assert.True(AddressRules.MayBe("api.example.com", IPAddress.Parse("10.1.2.3"), networks));
        Assert.True(AddressRules.MayBe("api.example.com", IPAddress.Parse("::ffff:10.1.2.3"), networks));
        Assert.False(AddressRules.MayBe("api.example.com", IPAddress.Parse("192.168.1.1"), networks));
        Assert.False(AddressRules.MayBe("10.0.0.7", IPAddress.Parse("10.0.0.8"), networks));
    }
}
