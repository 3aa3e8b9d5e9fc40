using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions.Schemas;

namespace Constellation.Realtime.Engine.Suggestions;

/// <summary>A registered API schema that a suggestion can be made for. Immutable; another schema of the same name is another target with another version.</summary>
internal sealed record Target
{
    /// <summary>The longest name.</summary>
    internal const int NameChars = 56;

    private Target(string name, string description, CompiledSchema schema, TargetKind kind)
    {
        (Name, Description, Compiled, Kind) = (name, description, schema, kind);
        SchemaVersion = Hash(schema.Source, null);
    }

    /// <summary>1 to 56 of <c>a-z 0-9 _ -</c>.</summary>
    public string Name { get; }

    /// <summary>What a suggestion of it is for; the model reads it.</summary>
    public string Description { get; }

    /// <summary>The JSON Schema as registered.</summary>
    public JsonElement Schema => Compiled.Source;

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of the schema's text and, where there is one, of the operation: what is accepted is sent as it was meant.</summary>
    public string SchemaVersion { get; private init; }

    /// <summary>The method and path of the API's operation, such as <c>POST /tickets</c>; null where they are not known.</summary>
    public string? Operation { get; private init; }

    /// <summary>What beyond the schema is judged.</summary>
    public TargetKind Kind { get; }

    internal CompiledSchema Compiled { get; }

    /// <summary>A target of its own schema alone; null where the schema can't be enforced whole, with the reasons.</summary>
    /// <param name="schema">Draft-07 or 2020-12, as <c>$schema</c> says, 2020-12 where it doesn't; its root describes an object.</param>
    internal static Target? Register(string name, string description, JsonElement schema, out SchemaFindings findings)
    {
        if (CompiledSchema.Compile(schema, out findings) is not { } compiled)
            return null;
        if (RootTypes.AllowsMoreThanObjects(compiled))
        {
            findings = SchemaFindings.Of("", FindingCodes.NotAnObject, "The root has to describe an object: {\"type\": \"object\", …}.");
            return null;
        }
        return new(name, description, compiled, TargetKind.Registered);
    }

    /// <summary>The same target for an operation: a version of its own.</summary>
    internal Target For(string operation) => this with { Operation = operation, SchemaVersion = Hash(Schema, operation) };

    /// <summary>The same target under the version that it was kept under: what was kept before operations were part of it had the schema's alone.</summary>
    internal Target As(string version, string? operation) => this with { Operation = operation, SchemaVersion = version };

    /// <summary>The same target in another version; null where that can't be enforced.</summary>
    internal Target? With(JsonElement schema) => CompiledSchema.Compile(schema, out _) is { } compiled ? new(Name, Description, compiled, Kind) : null;

    internal static Target BuiltIn(string name, string description, string schema, TargetKind kind)
    {
        var compiled = CompiledSchema.Compile(JsonElement.Parse(schema), out var findings);
        return new(name, description, compiled ?? throw new InvalidOperationException($"{name}: {findings[0].Pointer} {findings[0].Message}"), kind);
    }

    private static string Hash(JsonElement schema, string? operation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonMarshal.GetRawUtf8Value(schema));
        if (operation is not null) hash.AppendData(Encoding.UTF8.GetBytes($"\n{operation}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}

/// <summary>What beyond its schema a target's candidates are judged by.</summary>
internal enum TargetKind
{
    /// <summary>Nothing.</summary>
    Registered,

    /// <summary>Blocks of the catalogue and edges between them.</summary>
    Pipeline,

    /// <summary>One new block.</summary>
    Block,

    /// <summary>One new edge.</summary>
    Edge,

    /// <summary>A run of the pipeline runner.</summary>
    DagsterJob,
}
