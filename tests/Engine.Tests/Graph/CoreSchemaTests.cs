using System.Text.Json;
using Constellation.Realtime.Engine.Graph.Core;

namespace Constellation.Realtime.Engine.Tests.Graph;

public sealed class CoreSchemaTests
{
    private const string Id = "11111111-1111-1111-1111-111111111111";
    private const string Times = "\"created_at\":\"2024-09-22T10:00:00+00:00\",\"updated_at\":\"2024-09-22T10:00:00+00:00\"";

    public static TheoryData<Type, string> Samples { get; } = new()
    {
        { typeof(SeedUser), $$"""{"user_id":"{{Id}}","username":"ada","email":"ada@example.org","role":"user",{{Times}}}""" },
        { typeof(SeedBlock), $$"""{"block_id":"{{Id}}","name":"n","block_type":"dataset","description":"d",{{Times}},"created_by":"{{Id}}","taxonomy":["b"]}""" },
        { typeof(SeedEdge), $$"""{"edge_id":"{{Id}}","name":"n","edge_type":"primary",{{Times}}}""" },
        { typeof(SeedPipeline), $$"""{"pipeline_id":"{{Id}}","name":"n",{{Times}},"dagster_pipeline_config":{"ops":[]},"created_by":"{{Id}}","times_run":3,"average_runtime":1.5}""" },
        { typeof(SeedPipelineVerification), """{"can_build_pipeline":false,"reasons":["cycle"],"conflicting_edges":[]}""" },
        { typeof(SeedEdgeVerification), """{"can_connect":true,"reasons":[],"existing_edges":[]}""" },
        { typeof(HeadUser), $$"""{"auth_uid":"{{Id}}","username":"ada","email":"ada@example.org","role":"user",{{Times}}}""" },
        { typeof(HeadBlock), $$"""{"block_id":"{{Id}}","name":"n","block_type":"exports","filepath":"f"}""" },
        { typeof(HeadEdge), $$"""{"edge_id":"{{Id}}","source_block_id":"{{Id}}","target_block_id":"{{Id}}"}""" },
        { typeof(HeadPipeline), $$"""{"pipeline_id":"{{Id}}","name":"n","user_id":"{{Id}}","status":"running","PipelineBlock":[{"pipeline_id":"{{Id}}","block_id":"{{Id}}","order":0}],"PipelineEdge":[{"pipeline_id":"{{Id}}","edge_id":"{{Id}}","order":0}],"config":[] }""" },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void What_core_says_is_read_and_written_back_the_same(Type type, string json)
    {
        var read = JsonSerializer.Deserialize(json, type, CoreJson.Options);

        var written = JsonSerializer.SerializeToElement(read, type, CoreJson.Options);

        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(json).RootElement, written), written.ToString());
    }

    [Theory]
    [InlineData(typeof(SeedBlock), "description")]
    [InlineData(typeof(SeedPipeline), "times_run")]
    [InlineData(typeof(SeedUser), "email")]
    [InlineData(typeof(HeadBlock), "name")]
    [InlineData(typeof(HeadEdge), "target_block_id")]
    public void What_core_promises_must_be_there(Type type, string field)
    {
        var json = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>((string)Samples.Single(row => (Type)row[0] == type)[1])!;
        json.Remove(field);

        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(JsonSerializer.Serialize(json), type, CoreJson.Options));
    }
}
