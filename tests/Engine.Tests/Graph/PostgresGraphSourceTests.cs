using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Tests.Database;
using Npgsql;

namespace Constellation.Realtime.Engine.Tests.Graph;

/// <summary>On tables as Core's Prisma schema makes them, in a real PostgreSQL.</summary>
public sealed class PostgresGraphSourceTests : GraphSourceSpec
{
    private const string Tables = """
        CREATE TYPE "BlockTypeEnum" AS ENUM ('dataset', 'model', 'paper', 'exports');
        CREATE TABLE "Block" (block_id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name varchar(255) NOT NULL UNIQUE, block_type "BlockTypeEnum" NOT NULL, description text,
            created_at timestamptz(6) NOT NULL DEFAULT now(), updated_at timestamptz(6) NOT NULL DEFAULT now(), current_version_id uuid, filepath text);
        CREATE TABLE "Category" (category_id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name varchar(255) NOT NULL UNIQUE, parent_id uuid REFERENCES "Category",
            created_at timestamptz(6) NOT NULL DEFAULT now(), updated_at timestamptz(6) NOT NULL DEFAULT now());
        CREATE TABLE "BlockCategory" (block_category_id uuid PRIMARY KEY DEFAULT gen_random_uuid(), block_id uuid NOT NULL REFERENCES "Block" ON DELETE CASCADE,
            category_id uuid NOT NULL REFERENCES "Category", created_at timestamptz(6) NOT NULL DEFAULT now(), UNIQUE (block_id, category_id));
        CREATE TABLE "Edge" (edge_id uuid PRIMARY KEY DEFAULT gen_random_uuid(), source_block_id uuid NOT NULL REFERENCES "Block" ON DELETE CASCADE,
            target_block_id uuid NOT NULL REFERENCES "Block" ON DELETE CASCADE, created_at timestamptz(6) NOT NULL DEFAULT now(), updated_at timestamptz(6) NOT NULL DEFAULT now());
        """;

    private NpgsqlDataSource _database = null!;
    private PostgresGraphSource _source = null!;

    private protected override IGraphSource Source => _source;

    public override async Task InitializeAsync()
    {
        var server = await PostgresServer.SharedAsync();
        var name = $"graph_{Guid.NewGuid():n}";
        await using (var maintenance = NpgsqlDataSource.Create(server.ConnectionString("postgres")))
            await ExecuteAsync(maintenance, $"CREATE DATABASE {name}");
        _database = NpgsqlDataSource.Create(server.ConnectionString(name));
        await ExecuteAsync(_database, Tables);
        _source = PostgresGraphSource.Open(server.ConnectionString(name));
    }

    public override async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        await _database.DisposeAsync();
    }

    private protected override async Task PutAsync(IReadOnlyList<Block> blocks, IReadOnlyList<Edge> edges)
    {
        await ExecuteAsync(_database, """DELETE FROM "Edge"; DELETE FROM "BlockCategory"; DELETE FROM "Block";""");
        foreach (var block in blocks)
        {
            await ExecuteAsync(_database, """INSERT INTO "Block" (block_id, name, block_type, description, filepath) VALUES ($1, $2, $3::"BlockTypeEnum", $4, $5)""",
                block.BlockId, block.Name, GraphJson.ToText(block.BlockType), (object?)block.Description ?? DBNull.Value, (object?)block.Filepath
                    ?? DBNull.Value);
            foreach (var (name, parent) in Categories(block.Taxonomy))
                await AssignAsync(block.BlockId, name, parent);
        }

        foreach (var edge in edges)
            await ExecuteAsync(_database, """INSERT INTO "Edge" (edge_id, source_block_id, target_block_id) VALUES ($1, $2, $3)""", edge.EdgeId!, edge.SourceBlockId, edge.TargetBlockId);
    }

    private protected override async Task EstrangeAsync(Guid blockId)
    {
        await ExecuteAsync(_database, """ALTER TYPE "BlockTypeEnum" ADD VALUE 'river'""");
        await ExecuteAsync(_database, """UPDATE "Block" SET block_type = 'river' WHERE block_id = $1""", blockId);
    }

    private protected override Task TakeAwayAsync() => ExecuteAsync(_database, """DROP TABLE "Edge" """);

    // As Core's controller stores them: some under the name of their field, some bare.
    private static IEnumerable<(string Name, string? Parent)> Categories(Taxonomy taxonomy) =>
    [
        .. taxonomy.ApplicationAreas.Select(area => (area, (string?)null)),
        .. taxonomy.InputDataTypes.Select(type => (type, (string?)"Input Data Types")),
        .. taxonomy.SatelliteDataSources.Select(source => (source, (string?)null)),
        .. taxonomy.Keywords.Select(keyword => (keyword, (string?)"keywords")),
        .. new[] { (taxonomy.OutputDataType, (string?)null), (taxonomy.TemporalResolution, "TemporalResolution") }.Where(pair =>
            pair.Item1 is not null).Select(pair => (pair.Item1!, pair.Item2)),
    ];

    private async Task AssignAsync(Guid blockId, string name, string? parent)
    {
        if (parent is not null)
            await ExecuteAsync(_database, """INSERT INTO "Category" (name) VALUES ($1) ON CONFLICT DO NOTHING""", parent);
        await ExecuteAsync(_database, """INSERT INTO "Category" (name, parent_id) SELECT $1, (SELECT category_id FROM "Category" WHERE name = $2) ON CONFLICT DO NOTHING""",
            name, (object?)parent ?? DBNull.Value);
        await ExecuteAsync(_database, """INSERT INTO "BlockCategory" (block_id, category_id) SELECT $1, category_id FROM "Category" WHERE name = $2""", blockId, name);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(value is DBNull ? new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }
                : new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
