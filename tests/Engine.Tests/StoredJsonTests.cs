using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Tests.Database;

namespace Constellation.Realtime.Engine.Tests;

public sealed class StoredJsonTests
{
    private const string OddPayload = """{"z":1.0,"a":1e2,"b":[0.10,-0,12345678901234567890],"":{"y":null,"x":"é<&>"}}""";

    private static readonly SessionEvent Delta = SessionEvent.TextDelta(Some.Id(), Some.Id(), Some.Time, 3, Some.UnicodeText, 1 << 20);

    [Fact]
    public void Any_text_comes_back_as_it_went_in()
    {
        Assert.Equal(Delta, StoredJson.Read<SessionEvent>(StoredJson.Write(Delta)));
        Assert.Equal(Delta, StoredJson.Read<SessionEvent>(StoredJson.WriteUtf8(Delta)));
    }

    [Fact]
    public void Every_character_but_the_two_that_never_occur_comes_back()
    {
        var all = string.Concat(Enumerable.Range(1, 0x10FFFF).Where(c => c is < 0xD800 or > 0xDFFF).Select(char.ConvertFromUtf32));

        Assert.Equal(all, StoredJson.Read<SessionEvent>(StoredJson.Write(Delta with { Text = all })).Text);
    }

    [Fact]
    public void Names_are_camel_case_absent_values_are_left_out_and_little_is_escaped()
    {
        var json = StoredJson.Write(SessionEvent.TextDelta(Guid.Empty, Guid.Empty, Some.Time, 0, "é<&'"));

        Assert.Equal(
            """{"sequence":0,"sessionId":"00000000-0000-0000-0000-000000000000","turnId":"00000000-0000-0000-0000-000000000000","type":"text.delta","at":"2026-05-01T12:00:00+00:00","offset":0,"text":"é<&'"}""",
            json);
    }

    [Fact]
    public void A_payload_keeps_its_key_order_and_the_text_of_its_numbers()
    {
        var suggestion = new Suggestion { SuggestionId = Some.Id(), Target = "pipeline", Payload = JsonElement.Parse(OddPayload), Status = SuggestionStatus.Ready };

        Assert.Equal(OddPayload, StoredJson.Read<Suggestion>(StoredJson.Write(suggestion)).Payload.GetRawText());
    }

    [Fact]
    public void What_a_later_version_adds_is_skipped_and_what_is_no_record_is_told()
    {
        Assert.Equal(Delta, StoredJson.Read<SessionEvent>(StoredJson.Write(Delta).Replace("{", """{"later":{"x":1},""", StringComparison.Ordinal)));
        Assert.Throws<JsonException>(() => StoredJson.Read<SessionEvent>("null"));
        Assert.Throws<JsonException>(() => StoredJson.Read<SessionEvent>("{}"));
    }
}
