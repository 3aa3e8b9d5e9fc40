using System.Globalization;
using System.Text;
using System.Text.Json;
using Constellation.Realtime.Engine.Providers.Http;
using CsCheck;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class LoneSurrogatesTests
{
    private static readonly Gen<string> AnyUnits =
        Gen.OneOf(Gen.Char['\uD800', '\uDFFF'], Gen.Char['\uDBFC', '\uDC01'], Gen.Char['\u0000', '\u007F'], Gen.Const('\\'), Gen.Const('u'), Gen.Const('d'))
            .Array[0, 40].Select(units => new string(units));

    [Fact]
    public void Any_code_units_come_through_the_parser_as_they_were() => AnyUnits.Sample(text =>
    {
        var json = Encoding.UTF8.GetBytes($"\"{string.Concat(text.Select(Escape))}\"");

        using var parsed = JsonDocument.Parse(LoneSurrogates.Hide(json));

        Assert.Equal(text, LoneSurrogates.Show(parsed.RootElement.GetString()!));
    }, iter: 20_000);

    [Fact]
    public void Text_without_lone_surrogates_is_not_touched()
    {
        var json = Encoding.UTF8.GetBytes("{\"content\":\"\\ud83d\\uDE00 😀 \\\\ud83d\"}");

        var hidden = LoneSurrogates.Hide(json);

        Assert.Equal(json, hidden.ToArray());
    }

    [Fact]
    public void The_characters_that_hide_the_halves_come_through_as_themselves()
    {
        var text = string.Concat(Enumerable.Range(0x10F7F0, 0x110000 - 0x10F7F0).Select(char.ConvertFromUtf32));

        using var parsed = JsonDocument.Parse(LoneSurrogates.Hide(Encoding.UTF8.GetBytes($"\"{text}\"")));

        Assert.Equal(text, LoneSurrogates.Show(parsed.RootElement.GetString()!));
    }

    private static string Escape(char unit) => unit switch
    {
        '\\' => "\\\\",
        '"' => "\\\"",
        < ' ' or > '~' => $"\\u{((int)unit).ToString(unit % 2 == 0 ? "x4" : "X4", CultureInfo.InvariantCulture)}",
        _ => unit.ToString(),
    };
}
