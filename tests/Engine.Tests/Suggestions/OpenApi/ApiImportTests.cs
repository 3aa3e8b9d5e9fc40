using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Constellation.Realtime.Engine.Suggestions.OpenApi;

namespace Constellation.Realtime.Engine.Tests.Suggestions.OpenApi;

public sealed class ApiImportTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Suggestions", "OpenApi", "Documents");

    [Theory]
    [InlineData("01-plain-3.0.json", "create_ticket", "")]
    [InlineData("02-plain-3.1.yaml", "place_order", "")]
    [InlineData("03-plain-2.0.json", "add_pet", "")]
    [InlineData("04-plain-2.0.yaml", "save-note", "")]
    [InlineData("05-anchors.yaml", "create_event replace_event", "")]
    [InlineData("06-recursion.json", "plant", "")]
    [InlineData("07-circle.json", "", "POST /a: /components/schemas/B")]
    [InlineData("08-all-of.yaml", "register_car", "")]
    [InlineData("09-one-of-discriminator.yaml", "draw_shape", "")]
    [InlineData("10-inherited-discriminator.yaml", "add_animal", "")]
    [InlineData("11-nullable.yaml", "change_person", "")]
    [InlineData("12-no-operation-id.json", "post_v1_users_user_id_addresses", "")]
    [InlineData("13-same-name-after-normalisation.json", "create_user", "POST /people: /paths/~1people/post/operationId")]
    [InlineData("14-remote-reference.json", "near", """
        POST /a: /paths/~1a/post/requestBody/content/application~1json/schema/properties/x/$ref
        POST /b: /paths/~1b/post/requestBody/content/application~1json/schema/$ref
        /c: /paths/~1c/$ref
        POST /d: /paths/~1d/post/requestBody/$ref
        """)]
    [InlineData("19-forms-and-files.yaml", "both", "POST /upload: /paths/~1upload/post/requestBody/content")]
    [InlineData("20-forms-2.0.json", "", "POST /upload: /paths/~1upload/post/parameters/0\nPOST /xml: /paths/~1xml/post/consumes")]
    [InlineData("21-list-and-text-bodies.yaml", "", """
        PUT /tags: /paths/~1tags/put/requestBody/content/application~1json/schema/type
        PUT /title: /paths/~1title/put/requestBody/content/application~1json/schema/type
        PUT /either: /paths/~1either/put/requestBody/content/application~1json/schema/oneOf
        """)]
    [InlineData("22-unknown-format.yaml", "", "POST /payments: /components/schemas/Payment/properties/iban/format")]
    [InlineData("23-unknown-keyword.json", "", "POST /a: /paths/~1a/post/requestBody/content/application~1json/schema/properties/a~1b/maxLenght")]
    [InlineData("24-dangling-reference.json", "", "POST /a: /paths/~1a/post/requestBody/content/application~1json/schema/properties/x/$ref")]
    [InlineData("25-built-in-name.json", "", "POST /pipelines: /paths/~1pipelines/post/operationId")]
    [InlineData("26-long-and-odd-names.json", "users_controller_create_the_very_best_user_acco_d3c1ddee post_b post_http_request_v2", "")]
    [InlineData("27-shared-bodies.yaml", "send_a send_b", "")]
    [InlineData("31-read-only.yaml", "add_item", "")]
    [InlineData("33-moved-references.json", "", """
        POST /a: /paths/~1a/post/requestBody/content/application~1json/schema/$id
        POST /b: /paths/~1b/post/requestBody/content/application~1json/schema/properties/x/$ref
        """)]
    [InlineData("34-no-paths.yaml", "", "")]
    [InlineData("35-bodies-of-get-and-delete.yaml", "remove_many", "")]
    [InlineData("36-body-without-schema.yaml", "", """
        POST /a: /paths/~1a/post/requestBody/content/application~1json
        POST /b: /paths/~1b/post/requestBody
        POST /c: /paths/~1c/post/requestBody/content/application~1json/schema/required
        """)]
    [InlineData("37-petstore-2.0.json", "add_pet update_pet place_order create_user update_user", """
        POST /pet/{petId}: /paths/~1pet~1{petId}/post/parameters/1
        POST /pet/{petId}/uploadImage: /paths/~1pet~1{petId}~1uploadImage/post/parameters/1
        POST /user/createWithArray: /paths/~1user~1createWithArray/post/parameters/0/schema/type
        POST /user/createWithList: /paths/~1user~1createWithList/post/parameters/0/schema/type
        """)]
    [InlineData("38-petstore-3.0.yaml", "add_pet update_pet place_order create_user update_user", """
        POST /pet/{petId}: /paths/~1pet~1{petId}/post/requestBody/content
        POST /pet/{petId}/uploadImage: /paths/~1pet~1{petId}~1uploadImage/post/requestBody/content
        POST /user/createWithArray: /components/requestBodies/UserArray/content/application~1json/schema/type
        POST /user/createWithList: /components/requestBodies/UserArray/content/application~1json/schema/type
        """)]
    [InlineData("39-petstore-3.1.json", "add_pet update_pet place_order create_user update_user", """
        POST /pet/{petId}: /paths/~1pet~1{petId}/post/requestBody/content
        POST /pet/{petId}/uploadImage: /paths/~1pet~1{petId}~1uploadImage/post/requestBody/content
        POST /user/createWithArray: /components/requestBodies/UserArray/content/application~1json/schema/type
        POST /user/createWithList: /components/requestBodies/UserArray/content/application~1json/schema/type
        """)]
    [InlineData(
        "40-github-issues-3.0.json",
        "issues_create issues_update issues_create-label issues_update-label issues_create-milestone issues_update-milestone pulls_update",
        "POST /repos/{owner}/{repo}/pulls: /paths/~1repos~1{owner}~1{repo}~1pulls/post/requestBody/content/application~1json/schema/properties/head_repo/format")]
    public void Each_operation_gives_a_target_or_is_refused_with_its_place(string file, string targets, string refused)
    {
        var import = Read(file);

        Assert.Equal(targets, string.Join(' ', import.Targets.Select(target => target.Name)));
        Assert.Equal(refused.ReplaceLineEndings("\n").Trim(), string.Join('\n', import.Refused.Select(operation => $"{operation.Operation}: {operation.Pointer}")));
        Assert.All(import.Refused, operation => Assert.NotEmpty(operation.Message));
        Assert.All(import.Targets, target => Assert.Equal("object", target.Schema.GetProperty("type").GetString()));
        Assert.All(import.Targets, target => Assert.NotEmpty(target.Description));
    }

    [Theory]
    [InlineData("15-broken.json", "", "line 3")]
    [InlineData("16-broken.yaml", "", "line ")]
    [InlineData("17-no-openapi.json", "", "neither")]
    [InlineData("18-future-version.yaml", "/openapi", "4.0.0")]
    [InlineData("28-aliases-without-end.yaml", "", "aliases add more than")]
    [InlineData("29-alias-of-itself.yaml", "", "this alias itself")]
    [InlineData("30-names-twice.json", "", "Duplicate")]
    [InlineData("32-draft-04-dialect.yaml", "/jsonSchemaDialect", "draft-04")]
    public void What_is_no_OpenAPI_document_is_refused_with_the_place(string file, string pointer, string told)
    {
        var fault = Assert.Throws<UnreadableException>(() => Read(file));

        Assert.Equal(pointer, fault.Pointer);
        Assert.Contains(told, fault.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Every_document_is_tested() =>
        Assert.Equal(40, Directory.GetFiles(Folder).Length);

    [Fact]
    public void Nothing_is_fetched_from_where_a_document_refers_to()
    {
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        var text = Text("14-remote-reference.json").Replace("PORT", ((IPEndPoint)elsewhere.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

        var import = ApiImport.Read(Encoding.UTF8.GetBytes(text), "application/json");

        Assert.Equal(4, import.Refused.Count);
        Assert.False(elsewhere.Pending());
    }

    [Theory]
    [InlineData("01-plain-3.0.json", """{"title":"Fire","priority":"high"}""", """{"title":""}""", """{"title":"Fire","priority":"urgent"}""", """{"title":"Fire","more":1}""")]
    [InlineData("02-plain-3.1.yaml", """{"amount":1,"item":null}""", """{"amount":0}""", """{"amount":1,"kind":"express"}""")]
    [InlineData("03-plain-2.0.json", """{"name":"Rex","age":1}""", """{"name":"Rex","age":0}""", """{"name":"Rex","age":3000000000}""", """{"name":"Rex","tag":null}""")]
    [InlineData("05-anchors.yaml", """{"name":"Fair","on":"2026-01-31"}""", """{"name":"Fair","on":"31.1.2026"}""", """{"name":"Fair"}""")]
    [InlineData("06-recursion.json", """{"value":1,"children":[{"value":2}]}""", """{"value":1,"children":[{}]}""", """{"value":1,"children":[{"value":2,"x":1}]}""")]
    [InlineData("08-all-of.yaml", """{"plate":"A","doors":2}""", """{"doors":2}""", """{"plate":"A","doors":1}""")]
    [InlineData("09-one-of-discriminator.yaml", """{"kind":"circle","radius":1}""", """{"kind":"square","radius":1}""", """{"kind":"hexagon","radius":1}""", """{"radius":1}""")]
    [InlineData("10-inherited-discriminator.yaml", """{"kind":"Cat","lives":9}""", """{"kind":"Cat"}""", """{"kind":"Dog","lives":9}""", """{"kind":"Cow"}""")]
    [InlineData("11-nullable.yaml", """{"nick":null,"size":3}""", """{"name":null}""", """{"size":0}""", """{"size":3.1}""", "null")]
    [InlineData("31-read-only.yaml", """{"name":"Nail"}""", """{"id":"7","name":"Nail"}""", """{}""")]
    [InlineData("37-petstore-2.0.json", """{"name":"Rex","photoUrls":[],"status":"sold"}""", """{"name":"Rex"}""", """{"name":"Rex","photoUrls":[],"status":"lost"}""", """{"name":"Rex","photoUrls":[1]}""")]
    [InlineData("38-petstore-3.0.yaml", """{"name":"Rex","photoUrls":[],"status":"sold"}""", """{"name":"Rex"}""", """{"name":"Rex","photoUrls":[],"status":"lost"}""", """{"name":"Rex","photoUrls":[1]}""")]
    [InlineData("39-petstore-3.1.json", """{"name":"Rex","photoUrls":[],"status":"sold"}""", """{"name":"Rex"}""", """{"name":"Rex","photoUrls":[],"status":"lost"}""", """{"name":"Rex","photoUrls":[1]}""")]
    [InlineData("40-github-issues-3.0.json", """{"title":"Fire","labels":["a",{"name":"b"}],"milestone":3}""", """{"body":"Fire"}""", """{"title":"Fire","labels":[1]}""", """{"title":"Fire","assignees":"ada"}""")]
    public void What_the_document_asks_for_is_enforced(string file, string right, params string[] wrong)
    {
        var target = Read(file).Targets[0];

        Assert.Empty(target.Compiled.Judge(JsonElement.Parse(right)));
        Assert.All(wrong, text => Assert.NotEmpty(target.Compiled.Judge(JsonElement.Parse(text))));
    }

    [Fact]
    public void A_huge_document_gives_what_is_not_too_large()
    {
        const string Schema = """{"type":"object","properties":{"next":{"$ref":"#/components/schemas/S#"},"text":{"type":"string","description":"TEXT"}}}""";
        const string Operation = """{"post":{"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/S#"}}}}}}""";
        var schemas = new JsonObject(Enumerable.Range(0, 2_000).Select(i => Numbered("S", i, Schema.Replace("TEXT", new string('a', 200), StringComparison.Ordinal), i + 1)));
        schemas["S2000"] = new JsonObject { ["type"] = "string" };
        var paths = new JsonObject(Enumerable.Range(0, 500).Select(i => Numbered("/s", i * 4, Operation, i * 4)));
        var document = new JsonObject { ["openapi"] = "3.0.0", ["paths"] = paths, ["components"] = new JsonObject { ["schemas"] = schemas } };

        var import = ApiImport.Read(Encoding.UTF8.GetBytes(document.ToJsonString()), null);

        Assert.Equal(500, import.Targets.Count + import.Refused.Count);
        Assert.Contains("post_s1200", import.Targets.Select(target => target.Name));
        Assert.All(import.Targets, target => Assert.InRange(target.Schema.GetRawText().Length, 1, ApiImport.SchemaChars + 100_000));
        Assert.Contains("longer than", import.Refused[0].Message, StringComparison.Ordinal);
        Assert.Contains("in parts", import.Refused[^1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: no", """{"a":"no"}""")]
    [InlineData("a: [0x1F, +7, 007, 1.50, .5, 1e3, ~, '1', 1_000, 2020-01-01]", """{"a":[31,7,7,1.50,0.5,1e3,null,"1","1_000","2020-01-01"]}""")]
    [InlineData("{200: x, true: y, null: z}", """{"200":"x","true":"y","null":"z"}""")]
    [InlineData("a: !!str 1", """{"a":"1"}""")]
    [InlineData("- |\n  a\n  b\n- >\n  a\n  b", """["a\nb\n","a b"]""")]
    [InlineData("b: &b {x: 1, y: 2}\na: {<<: *b, y: 3}", """{"b":{"x":1,"y":2},"a":{"y":3,"x":1}}""")]
    public void YAML_is_read_by_the_core_schema(string yaml, string json) => Assert.Equal(json, YamlText.Read(yaml)!.ToJsonString());

    [Theory]
    [InlineData("a: 1\na: 2")]
    [InlineData("? [a]\n: 1")]
    [InlineData("a: !!binary aGk=\n--- b")]
    [InlineData("a: .inf")]
    [InlineData("a: !mine 1")]
    [InlineData("a: 1\n---\nb: 2")]
    public void What_JSON_can_not_hold_is_refused(string yaml) => Assert.Throws<UnreadableException>(() => YamlText.Read(yaml));

    [Fact]
    public void A_document_without_a_bottom_is_refused()
    {
        Assert.Throws<UnreadableException>(() => ApiText.Read(Encoding.UTF8.GetBytes(new string('[', 100_000)), "application/yaml"));
        Assert.Throws<UnreadableException>(() => ApiText.Read(Encoding.UTF8.GetBytes(new string('[', 100_000)), "application/json"));
        Assert.Throws<UnreadableException>(() => ApiText.Read([0xFF, 0xFE, 0x00], null));
        Assert.Throws<UnreadableException>(() => ApiText.Read("""{"a":"\ud800"}"""u8, null));
        Assert.Throws<UnreadableException>(() => ApiText.Read("""{"\ud800":1}"""u8, null));
    }

    private static KeyValuePair<string, JsonNode?> Numbered(string name, int number, string json, int other) => new(
        string.Create(CultureInfo.InvariantCulture, $"{name}{number}"), JsonNode.Parse(json.Replace("S#", string.Create(CultureInfo.InvariantCulture, $"S{other}"), StringComparison.Ordinal)));

    private static ApiImport Read(string file) =>
        ApiImport.Read(File.ReadAllBytes(Path.Combine(Folder, file)), file.EndsWith(".json", StringComparison.Ordinal) ? "application/json" : "application/yaml");

    private static string Text(string file) => File.ReadAllText(Path.Combine(Folder, file));
}
