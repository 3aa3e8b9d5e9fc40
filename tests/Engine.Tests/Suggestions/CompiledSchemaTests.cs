using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions.Schemas;
using CsCheck;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

/// <summary>What the specifications say of each keyword: schemas.jsonl beside this file, each line a schema with values that are valid and values that are not.</summary>
public sealed class CompiledSchemaTests
{
    private static readonly string[] Cases = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Suggestions", "schemas.jsonl"));

    public static TheoryData<int, string> About
    {
        get
        {
            TheoryData<int, string> about = [];
            for (var line = 0; line < Cases.Length; line++)
                about.Add(line, JsonElement.Parse(Cases[line]).GetProperty("about").GetString()!);
            return about;
        }
    }

    [Theory]
    [MemberData(nameof(About))]
    public void Each_keyword_means_what_the_specification_says(int line, string about)
    {
        var entry = JsonElement.Parse(Cases[line]);

        var schema = CompiledSchema.CompileTrial(entry.GetProperty("schema"), out var findings);

        Assert.True(schema is not null, $"{about}: {string.Join("; ", findings)}");
        Assert.All(entry.GetProperty("valid").EnumerateArray(), value => Assert.Empty(schema.Judge(value)));
        Assert.All(entry.GetProperty("invalid").EnumerateArray(), value => Assert.NotEmpty(schema.Judge(value)));
    }

    [Theory]
    [InlineData("""{"type":"integer"}""", "1e400", true)]
    [InlineData("""{"type":"integer"}""", "1e-400", false)]
    [InlineData("""{"maximum":1e400}""", "1e401", false)]
    [InlineData("""{"maximum":1e400}""", "-1e999999999999", true)]
    [InlineData("""{"multipleOf":7}""", "7e999999999", true)]
    [InlineData("""{"multipleOf":7}""", "1e999999999", false)]
    [InlineData("""{"multipleOf":1e-7}""", "0.1234567", true)]
    [InlineData("""{"multipleOf":1e-7}""", "0.12345678", false)]
    [InlineData("""{"multipleOf":0.1}""", "98249283749234923498293171823948729348710298301928331.3", true)]
    [InlineData("""{"exclusiveMaximum":972783798187987123879878123.18878137}""", "972783798187987123879878123.188781371", false)]
    [InlineData("""{"const":9007199254740993}""", "9007199254740992", false)]
    [InlineData("""{"const":100}""", "1E2", true)]
    [InlineData("""{"minimum":-9223372036854775808}""", "-9223372036854775809", false)]
    [InlineData("""{"uniqueItems":true}""", "[1e400,10e399]", false)]
    public void Numbers_are_exact_whatever_their_size(string schema, string value, bool accepted)
    {
        var compiled = CompiledSchema.Compile(JsonElement.Parse(schema), out _)!;

        Assert.Equal(accepted, compiled.Accepts(JsonElement.Parse(value)));
    }

    [Theory]
    [InlineData("""{"$schema":"http://json-schema.org/draft-04/schema#"}""", "/$schema", "unknown_dialect")]
    [InlineData("""{"$schema":"https://example.org/mine"}""", "/$schema", "unknown_dialect")]
    [InlineData("""{"properties":{"a":{"minlength":1}}}""", "/properties/a/minlength", "unknown_keyword")]
    [InlineData("""{"nullable":true}""", "/nullable", "unknown_keyword")]
    [InlineData("""{"$recursiveRef":"#"}""", "/$recursiveRef", "unknown_keyword")]
    [InlineData("""{"additionalItems":false}""", "/additionalItems", "unknown_keyword")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","unevaluatedProperties":false}""", "/unevaluatedProperties", "unknown_keyword")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","dependentRequired":{}}""", "/dependentRequired", "unknown_keyword")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"$ref":"#/definitions/a","maxLength":1}},"definitions":{"a":{}}}""", "/properties/a/maxLength", "unknown_keyword")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","$ref":"#/definitions/a","properties":{"b":{}},"definitions":{"a":{}}}""", "/properties", "unknown_keyword")]
    [InlineData("""{"contentSchema":{"type":"object"}}""", "/contentSchema", "unknown_keyword")]
    [InlineData("""{"items":[{}]}""", "/items", "bad_keyword")]
    [InlineData("""{"minLength":-1}""", "/minLength", "bad_keyword")]
    [InlineData("""{"minLength":"1"}""", "/minLength", "bad_keyword")]
    [InlineData("""{"exclusiveMinimum":true}""", "/exclusiveMinimum", "bad_keyword")]
    [InlineData("""{"multipleOf":0}""", "/multipleOf", "bad_keyword")]
    [InlineData("""{"type":"date"}""", "/type", "bad_keyword")]
    [InlineData("""{"required":true}""", "/required", "bad_keyword")]
    [InlineData("""{"allOf":[]}""", "/allOf", "bad_keyword")]
    [InlineData("""{"properties":{"a":1}}""", "/properties/a", "bad_keyword")]
    [InlineData("""{"format":"colour"}""", "/format", "unknown_format")]
    [InlineData("""{"pattern":"(a"}""", "/pattern", "bad_keyword")]
    [InlineData("""{"pattern":"(a)\\1"}""", "/pattern", "bad_pattern")]
    [InlineData("""{"pattern":"a(?=b)"}""", "/pattern", "bad_pattern")]
    [InlineData("""{"pattern":"(?<=a)b"}""", "/pattern", "bad_pattern")]
    [InlineData("""{"pattern":"\\p{Script=Greek}"}""", "/pattern", "bad_pattern")]
    [InlineData("""{"pattern":"((a{100}){100}){100}"}""", "/pattern", "bad_pattern")]
    [InlineData("""{"pattern":"^(a|aa|a?){278}$"}""", "/pattern", "bad_pattern")]
    [InlineData("""{"patternProperties":{"(a)\\1":{}}}""", "/patternProperties/(a)\\1", "bad_pattern")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "/$ref", "bad_reference")]
    [InlineData("""{"$ref":"#none"}""", "/$ref", "bad_reference")]
    [InlineData("""{"$ref":"#/default","default":{}}""", "/$ref", "bad_reference")]
    [InlineData("""{"$ref":"http://example.org/other.json"}""", "/$ref", "remote_reference")]
    [InlineData("""{"$ref":"file:///etc/passwd"}""", "/$ref", "remote_reference")]
    [InlineData("""{"$ref":"#"}""", "", "reference_cycle")]
    [InlineData("""{"not":{"$ref":"#"}}""", "/not", "reference_cycle")]
    [InlineData("""{"allOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"anyOf":[{"$ref":"#/$defs/b"}]},"b":{"if":{"$ref":"#/$defs/a"}}}}""", "/$defs/b/if", "reference_cycle")]
    [InlineData("""{"$dynamicAnchor":"x","allOf":[{"$dynamicRef":"#x"}]}""", "/allOf/0", "reference_cycle")]
    [InlineData("""{"$id":"http://example.org/#frag"}""", "/$id", "bad_keyword")]
    [InlineData("""{"properties":{"\ud800":{}}}""", "/properties", "bad_unicode")]
    [InlineData("""{"title":"a","title":"b"}""", "/title", "duplicate_key")]
    [InlineData("""[]""", "", "bad_keyword")]
    [InlineData("""7""", "", "bad_keyword")]
    public void What_can_not_be_enforced_is_refused_with_its_place(string schema, string pointer, string code)
    {
        var compiled = CompiledSchema.Compile(JsonElement.Parse(schema), out var findings);

        Assert.Null(compiled);
        Assert.Contains((pointer, code), findings.Select(finding => (finding.Pointer, finding.Code)));
    }

    public static TheoryData<string, string> OutOfProportion => new()
    {
        { """{"properties":{"a":{"properties":{"*":{"properties":{"b":{}}}}}}}""".Replace("*", new string('n', 5_000), StringComparison.Ordinal), "/properties/a/properties" },
        { """{"$defs":{"a":{"$id":"http://a.example/*/","$defs":{"c":{"$id":"d"}}}}}""".Replace("*", new string('b', 2_000), StringComparison.Ordinal), "/$defs/a/$id" },
        { HostileSchemas.Dynamic(500), "" },
    };

    [Theory]
    [MemberData(nameof(OutOfProportion))]
    public void What_would_cost_many_times_its_size_is_refused_with_its_place(string schema, string pointer)
    {
        Assert.Null(CompiledSchema.Compile(JsonElement.Parse(schema), out var findings));
        Assert.Contains((pointer, pointer.Length == 0 ? "too_many_schemas" : "too_large"), findings.Select(finding => (finding.Pointer, finding.Code)));
        Assert.All(findings, finding => Assert.InRange(finding.Pointer.Length + finding.Message.Length, 1, 2_500));
    }

    [Theory]
    [InlineData("""{"type":"integer","frobnicate":{"type":"string"}}""")]
    [InlineData("""{"type":"integer","enumNames":["one"],"errorMessage":"no","markdownDescription":"","$generated":true}""")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","$ref":"#/definitions/one","minimum":5,"definitions":{"one":{"type":"integer"}}}""")]
    [InlineData("""{"type":"integer","contentSchema":{"type":"string"}}""")]
    [InlineData("""{"type":"integer","not":{"type":"string","a_list":[{"$id":"https://schemas.example/one","type":"null"}]},"$defs":{"one":{"$id":"https://schemas.example/one"}}}""")]
    public void Who_tries_a_schema_gets_what_the_specifications_say_of_unknown_keywords_who_registers_it_a_refusal(string text)
    {
        var schema = JsonElement.Parse(text);

        var tried = CompiledSchema.CompileTrial(schema, out var findings);

        Assert.True(tried is not null, string.Join("; ", findings));
        Assert.Empty(tried.Judge(JsonElement.Parse("1")));
        Assert.NotEmpty(tried.Judge(JsonElement.Parse("\"1\"")));
        Assert.Null(CompiledSchema.Compile(schema, out var refused));
        Assert.All(refused, finding => Assert.Equal("unknown_keyword", finding.Code));
    }

    [Fact]
    public void What_is_only_there_to_be_referred_to_may_stand_beside_a_reference_and_so_may_what_says_nothing()
    {
        var schema = JsonElement.Parse("""
            {"$schema":"http://json-schema.org/draft-07/schema#","$ref":"#/definitions/a","title":"A","description":"","x-more":1,"definitions":{"a":{"type":"object"}}}
            """);

        Assert.NotNull(CompiledSchema.Compile(schema, out _));
    }

    [Theory]
    [InlineData("""{"maximumm":1}""", "/maximumm", "maximum")]
    [InlineData("""{"min_length":1}""", "/min_length", "minLength")]
    [InlineData("""{"propertise":{}}""", "/propertise", "properties")]
    [InlineData("""{"nullable":true}""", "/nullable", "")]
    [InlineData("""{"divisibleBy":3}""", "/divisibleBy", "")]
    [InlineData("""{"formatMinimum":"2020-01-01"}""", "/formatMinimum", "")]
    [InlineData("""{"additionalItems":false}""", "/additionalItems", "")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","prefixItems":[]}""", "/prefixItems", "")]
    public void A_keyword_that_looks_misspelt_or_is_another_drafts_is_refused_even_to_who_tries_it(string schema, string pointer, string meant)
    {
        Assert.Null(CompiledSchema.CompileTrial(JsonElement.Parse(schema), out var findings));

        var finding = Assert.Single(findings);
        Assert.Equal((pointer, "unknown_keyword"), (finding.Pointer, finding.Code));
        Assert.Equal(meant.Length > 0, finding.Message.Contains($"Is '{meant}' meant?", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"type":5}""", "/type")]
    [InlineData("""{"type":"foo"}""", "/type")]
    [InlineData("""{"type":"Integer"}""", "/type")]
    [InlineData("""{"minimum":"x"}""", "/minimum")]
    [InlineData("""{"required":"a"}""", "/required")]
    [InlineData("""{"format":5}""", "/format")]
    [InlineData("""{"minLength":"1"}""", "/minLength")]
    [InlineData("""{"minLength":-1}""", "/minLength")]
    [InlineData("""{"uniqueItems":"yes"}""", "/uniqueItems")]
    [InlineData("""{"multipleOf":0}""", "/multipleOf")]
    [InlineData("""{"properties":{"b":{"$defs":{"c":{"enum":1}}}}}""", "/properties/b/$defs/c/enum")]
    public void What_stands_under_defs_is_judged_by_the_metaschema_too_in_a_draft_that_has_no_defs(string schema, string pointer)
    {
        string[] around =
        [
            """{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"$ref":"#/$defs/a"}},"$defs":{"a":*}}""",
            """{"properties":{"a":{"$ref":"#/$defs/o/$defs/a"}},"$defs":{"o":{"$id":"http://example.org/o","$schema":"http://json-schema.org/draft-07/schema#","$defs":{"a":*}}}}""",
            """{"$schema":"http://json-schema.org/draft-07/schema#","additionalItems":{"$id":"http://example.org/n","$schema":"https://json-schema.org/draft/2020-12/schema","allOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":*}}}""",
        ];
        string[] places = ["/$defs/a", "/$defs/o/$defs/a", "/additionalItems/$defs/a"];

        foreach (var (text, place) in around.Zip(places))
        {
            Assert.Null(CompiledSchema.Compile(JsonElement.Parse(text.Replace("*", schema, StringComparison.Ordinal)), out var findings));
            Assert.Contains((place + pointer, "bad_keyword"), findings.Select(finding => (finding.Pointer, finding.Code)));
        }
    }

    [Theory]
    [InlineData("""{"$ref":"#/x-foo/bar","x-foo":{"bar":{"type":5}}}""")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","$ref":"#/x-foo/bar","x-foo":{"bar":{"type":"string"}}}""")]
    [InlineData("""{"$ref":"#/const/a","const":{"a":{"minLength":"1"}}}""")]
    public void What_stands_where_no_schema_can_is_never_referred_to(string schema)
    {
        Assert.Null(CompiledSchema.Compile(JsonElement.Parse(schema), out var findings));
        Assert.Equal(("/$ref", "bad_reference"), (findings[0].Pointer, findings[0].Code));
    }

    [Fact]
    public void Keywords_of_any_value_at_any_place_in_either_draft_are_compiled_or_refused_and_what_is_compiled_judges() =>
        Gen.Select(WrongKeywords.Schema, WrongKeywords.Value).Sample(
            (schema, value) =>
            {
                var compiled = CompiledSchema.Compile(JsonElement.Parse(schema), out var findings);
                compiled?.Judge(JsonElement.Parse(value));
                return findings.Fault is null && (compiled is null) == (findings.Count > 0);
            },
            iter: 10_000);

    [Fact]
    public void A_fault_in_the_compiler_is_a_finding_and_known_to_who_logs_it()
    {
        var fault = new InvalidOperationException("Secret.");

        var findings = new SchemaFindings();

        Assert.Null(SchemaCompiler.Guard(() => throw fault, ref findings));

        Assert.Equal(fault, findings.Fault);
        var finding = Assert.Single(findings);
        Assert.Equal(("", "not_compiled"), (finding.Pointer, finding.Code));
        Assert.DoesNotContain("Secret", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_alternatives_that_all_fail_the_nearest_one_is_explained()
    {
        var schema = CompiledSchema.Compile(JsonElement.Parse("""
            {"oneOf":[
              {"properties":{"kind":{"const":"a"},"size":{"type":"integer"}},"required":["kind","size"]},
              {"properties":{"kind":{"const":"b"},"name":{"type":"string"}},"required":["kind","name"]}]}
            """), out _)!;

        var errors = schema.Judge(JsonElement.Parse("""{"kind":"b","size":1}"""));

        Assert.Equal([("", "one_of"), ("", "required")], errors.Select(error => (error.Pointer, error.Code)));
    }

    [Fact]
    public void What_is_allowed_is_listed_up_to_twenty()
    {
        var schema = CompiledSchema.Compile(JsonElement.Parse($$"""{"enum":[{{string.Join(",", Enumerable.Range(0, 50))}}]}"""), out _)!;

        var error = Assert.Single(schema.Judge(JsonElement.Parse("99")));

        Assert.Equal(20, error.Allowed.Count);
        Assert.Equal("99", error.Got);
    }
}
