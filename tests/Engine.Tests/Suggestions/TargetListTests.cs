using System.Globalization;
using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.Registry;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

public sealed class TargetListTests
{
    private static readonly string[] BuiltIn = ["pipeline", "block", "edge", "dagster_job"];
    private readonly TargetList _many = new(1,
    [
        Make("create_ticket", "Opens a ticket for the help desk", """{"properties":{"priority":{"description":"How urgent the incident is."}}}"""),
        Make("book_room", "Reserves a meeting room", """{"properties":{"attendees":{}}}"""),
        Make("send_alert", "Warns a team", """{"properties":{"channel":{"description":"Where firefighters read it."}}}"""),
        .. Enumerable.Range(0, 200).Select(i => Make(string.Create(CultureInfo.InvariantCulture, $"other_{i:000}"), "Does something else", "{}")),
    ]);

    [Theory]
    [InlineData("Please open a ticket, the printer burns", "create_ticket")]
    [InlineData("We need meeting rooms tomorrow", "book_room")]
    [InlineData("Tell the firefighters", "send_alert")]
    [InlineData("It is an urgent incident", "create_ticket")]
    public void Of_many_the_ones_that_the_message_speaks_of_are_offered(string text, string expected)
    {
        var offered = Offer(text);

        Assert.Contains(expected, offered);
        Assert.Equal(BuiltIn, offered.Take(4));
        Assert.Equal(BuiltIn.Length + 3, offered.Count);
    }

    [Fact]
    public void The_same_message_is_offered_the_same_by_every_node_in_the_same_order()
    {
        var elsewhere = new TargetList(1, _many.Registered.Reverse());

        Assert.Equal(Offer("a ticket for a room"), elsewhere.Offer([], ["a ticket for a room"], new TargetOptions { Offered = 3 }).Select(target => target.Name));
    }

    [Fact]
    public void What_was_suggested_before_stays_in_reach_and_an_earlier_message_counts_too()
    {
        var offered = _many.Offer(["book_room", "pipeline", "gone"], ["make it urgent, and two hours longer", "a ticket, please"], new TargetOptions { Offered = 2 }).Select(target => target.Name);

        Assert.Equal([.. BuiltIn, "book_room", "create_ticket"], offered);
    }

    [Fact]
    public void There_is_room_for_the_best_one_however_long_it_is_and_for_others_while_they_fit()
    {
        var targets = new TargetList(1,
        [
            Make("long_ticket", "Opens a ticket", $$"""{"description":"{{new string('a', 2_000)}}"}"""), Make("short_ticket", "Opens something", "{}"),
        ]);

        Assert.Equal([.. BuiltIn, "long_ticket"], targets.Offer([], ["a long ticket"], new TargetOptions { OfferedChars = 1_000 }).Select(target => target.Name));
    }

    [Fact]
    public void Room_is_counted_in_characters_in_whatever_script()
    {
        var targets = new TargetList(1,
        [
            Make("ticket", "Opens a ticket", $$"""{"description":"{{new string('중', 400)}}"}"""), Make("other", "Does something else", $$"""{"description":"{{new string('中', 400)}}"}"""),
        ]);

        Assert.Equal([.. BuiltIn, "other", "ticket"], targets.Offer([], ["a ticket"], new TargetOptions { OfferedChars = 1_000 }).Select(target => target.Name));
    }

    [Fact]
    public void Few_are_all_offered() => Assert.Equal(_many.All.Count, _many.Offer([], ["hello"], new TargetOptions { Offered = 1_000, OfferedChars = 1_000_000 }).Count);

    private List<string> Offer(string text) => [.. _many.Offer([], [text], new TargetOptions { Offered = 3 }).Select(target => target.Name)];

    private static Target Make(string name, string description, string schema) =>
        Target.Register(name, description, JsonElement.Parse($$"""{"type":"object","allOf":[{{schema}}]}"""), out _)!;
}
