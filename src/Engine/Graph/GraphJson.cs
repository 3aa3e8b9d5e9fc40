using System.Text.Json;
using System.Text.Json.Serialization;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>The catalogue's JSON form, in the Core service's spelling. Unknown fields are passed over.</summary>
internal static class GraphJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        Converters = { new OneOrManyConverter() },
    };

    /// <summary>Reads a catalogue.</summary>
    /// <exception cref="GraphUnavailableException">It is no catalogue; the message says where and why.</exception>
    public static async Task<GraphSnapshot> ReadAsync(Stream stream, string name, CancellationToken cancellationToken)
    {
        try
        {
            var file = await JsonSerializer.DeserializeAsync<GraphFile>(stream, Options, cancellationToken);
            if (file?.Blocks is null)
                throw new GraphUnavailableException($"{name} is no catalogue: it has no blocks.");
            var rows = file.Blocks.Select(row => row ?? throw new JsonException("a block is null.")).ToList();
            var edges = (file.Edges ?? []).Select(row => row ?? throw new JsonException("an edge is null.")).ToList();
            return new GraphSnapshot(rows.Select(ToBlock).OfType<Block>(), edges.Select(ToEdge),
                [.. rows.Where(row => ToBlockType(row.BlockType) is null).Select(row => $"{row.Name} ({row.BlockType})")]);
        }
        catch (JsonException exception)
        {
            throw new GraphUnavailableException($"{name} is no catalogue: {exception.Message}", exception);
        }
    }

    /// <summary>Core's word for a kind of block, or null where it is none.</summary>
    public static BlockType? ToBlockType(string? value) => value?.ToUpperInvariant() switch
    {
        "DATASET" => BlockType.Dataset,
        "MODEL" => BlockType.Model,
        "EXPORTS" or "EXPORT" => BlockType.Exports,
        "PAPER" => BlockType.Paper,
        _ => null,
    };

    /// <summary>Core's word for the kind of block.</summary>
    public static string ToText(BlockType type) => type switch
    {
        BlockType.Dataset => "dataset",
        BlockType.Model => "model",
        BlockType.Exports => "exports",
        _ => "paper",
    };

    private static Block? ToBlock(BlockRow row) => ToBlockType(row.BlockType) is not { } type ? null : new Block
    {
        BlockId = row.BlockId,
        Name = row.Name,
        BlockType = type,
        Description = row.Description,
        Filepath = row.Filepath,
        Taxonomy = row.Taxonomy?.ToTaxonomy() ?? Taxonomy.Unknown,
    };

    private static Edge ToEdge(EdgeRow row) => new()
    {
        EdgeId = row.EdgeId is { ValueKind: JsonValueKind.String } id && id.TryGetGuid(out var edgeId) ? edgeId : null,
        SourceBlockId = row.SourceBlockId,
        TargetBlockId = row.TargetBlockId,
        Reason = row.Reason,
    };

    private sealed record GraphFile(IReadOnlyList<BlockRow?>? Blocks, IReadOnlyList<EdgeRow?>? Edges);

    private sealed record BlockRow
    {
        [JsonRequired] public Guid BlockId { get; init; }
        public required string Name { get; init; }
        public required string BlockType { get; init; }
        public string? Description { get; init; }
        public string? Filepath { get; init; }
        public TaxonomyRow? Taxonomy { get; init; }
    }

    private sealed record EdgeRow
    {
        // Whatever it is: only edges of Core must have one, and there it is a UUID.
        public JsonElement? EdgeId { get; init; }
        [JsonRequired] public Guid SourceBlockId { get; init; }
        [JsonRequired] public Guid TargetBlockId { get; init; }
        public string? Reason { get; init; }
    }

    // A null list is an empty one.
    private sealed record TaxonomyRow
    {
        public string? PaperType { get; init; }
        public string?[]? ApplicationAreas { get; init; }
        public string?[]? Keywords { get; init; }
        public string? SpatialScale { get; init; }
        public string? TemporalScale { get; init; }
        public string? ApplicationReadiness { get; init; }
        public string? ModelType { get; init; }
        public string? Architecture { get; init; }
        public string?[]? InputDataTypes { get; init; }
        public string? OutputDataType { get; init; }
        public string?[]? AcceptedOutputDataTypes { get; init; }
        public string? SpatialResolution { get; init; }
        public string? TemporalResolution { get; init; }
        public string?[]? SatelliteDataSources { get; init; }
        public string?[]? ClimateWeatherDataSources { get; init; }
        public string? ProcessingLevel { get; init; }

        public Taxonomy ToTaxonomy() => new()
        {
            PaperType = PaperType,
            ApplicationAreas = Known(ApplicationAreas),
            Keywords = Known(Keywords),
            SpatialScale = SpatialScale,
            TemporalScale = TemporalScale,
            ApplicationReadiness = ApplicationReadiness,
            ModelType = ModelType,
            Architecture = Architecture,
            InputDataTypes = Known(InputDataTypes),
            OutputDataType = OutputDataType,
            AcceptedOutputDataTypes = Known(AcceptedOutputDataTypes),
            SpatialResolution = SpatialResolution,
            TemporalResolution = TemporalResolution,
            SatelliteDataSources = Known(SatelliteDataSources),
            ClimateWeatherDataSources = Known(ClimateWeatherDataSources),
            ProcessingLevel = ProcessingLevel,
        };

        private static string[] Known(string?[]? values) => [.. (values ?? []).Where(value => !string.IsNullOrWhiteSpace(value)).OfType<string>()];
    }
}
