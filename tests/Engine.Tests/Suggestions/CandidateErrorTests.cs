using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.Schemas;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

public sealed class CandidateErrorTests
{
    [Fact]
    public void However_many_values_would_be_right_no_more_than_twenty_are_written()
    {
        var schema = CompiledSchema.Compile(JsonSerializer.SerializeToElement(new { @enum = Enumerable.Range(0, 50_000).Select(i => $"e{i}") }), out _)!;
        var error = Assert.Single(Trial.Of(schema, "\"none\"").Errors);

        var written = JsonSerializer.SerializeToElement(error with { Hint = "Take one of them." }, JsonSerializerOptions.Web);

        Assert.Equal(["pointer", "code", "message", "expected", "got", "allowed", "hint"], written.EnumerateObject().Select(member => member.Name));
        Assert.InRange(written.GetProperty("allowed").GetArrayLength(), 1, 20);
        Assert.InRange(written.GetRawText().Length, 1, 2_000);
    }
}
