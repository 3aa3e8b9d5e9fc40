using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Constellation.Realtime.Contracts.Tests;

public sealed class SampleTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public static TheoryData<string> Names => [.. Samples.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_sample_is_written_as_its_file_says(string name)
    {
        var written = JsonSerializer.Serialize(Samples.All[name], Json) + "\n";
        if (Environment.GetEnvironmentVariable("WRITE_SAMPLES") == "1") File.WriteAllText(FileOf(name), written);

        Assert.Equal(File.ReadAllText(FileOf(name)), written);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_sample_is_read_from_its_file_without_loss(string name)
    {
        var text = File.ReadAllText(FileOf(name));

        var read = JsonSerializer.Deserialize(text, Samples.All[name].GetType(), Json);

        Assert.Equal(text, JsonSerializer.Serialize(read, Json) + "\n");
    }

    [Fact]
    public void There_is_a_sample_of_every_type_of_event()
    {
        var types = typeof(SessionEventTypes).GetFields().Select(field => (string)field.GetValue(null)!);

        Assert.Empty(types.Except(Samples.All.Keys));
    }

    [Fact]
    public void There_is_no_file_without_its_sample()
    {
        var files = Directory.GetFiles(Path.GetDirectoryName(FileOf(""))!).Select(Path.GetFileNameWithoutExtension);

        Assert.Empty(files.Except(Samples.All.Keys));
    }

    [Fact]
    public void Every_property_has_the_same_name_in_MessagePack_as_in_JSON()
    {
        var records = typeof(Session).Assembly.GetExportedTypes().Where(type => type.IsDefined(typeof(DataContractAttribute)));

        foreach (var property in records.SelectMany(type => type.GetProperties()).Where(property => !property.IsDefined(typeof(JsonIgnoreAttribute))))
            Assert.Equal(JsonNamingPolicy.CamelCase.ConvertName(property.Name), property.GetCustomAttribute<DataMemberAttribute>()?.Name);
    }

    [Theory]
    [InlineData("\"Accepted\"")]
    [InlineData("\"ACCEPTED\"")]
    [InlineData("0")]
    [InlineData("\"0\"")]
    [InlineData("null")]
    public void An_enumeration_value_that_is_not_spelled_exactly_is_refused(string value)
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Decision>(value, Json));
    }

    private static string FileOf(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Samples", name + ".json");
}
