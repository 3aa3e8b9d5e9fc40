using System.Data;
using System.Net.Sockets;
using Constellation.Realtime.Engine.Database;
using Npgsql;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>The catalogue from Constellation's own tables, which Core's Prisma schema makes. Only reads, in one transaction, so that blocks and edges
/// are of one moment.</summary>
internal sealed class PostgresGraphSource(NpgsqlDataSource database) : IGraphSource, IAsyncDisposable
{
    private const string Sql = """
        SELECT block_id, name, block_type::text, description, filepath FROM "Block" ORDER BY name, block_id;
        SELECT link.block_id, category.name, parent.name
        FROM "BlockCategory" link JOIN "Category" category ON category.category_id = link.category_id
        LEFT JOIN "Category" parent ON parent.category_id = category.parent_id
        ORDER BY link.block_id, category.name;
        SELECT edge_id, source_block_id, target_block_id FROM "Edge" ORDER BY created_at, edge_id;
        """;

    /// <summary>The source on a database of its own connections.</summary>
    /// <param name="configured">As <see cref="PostgresConnections"/> takes it, a URI too.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static PostgresGraphSource Open(string configured) => new(NpgsqlDataSource.Create(PostgresConnections.Parse(configured, "Graph:ConnectionString")));

    /// <inheritdoc/>
    public async Task<GraphSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            await using var command = new NpgsqlCommand(Sql, connection, transaction);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await ReadAsync(reader, cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or SocketException or TimeoutException or IOException)
        {
            throw new GraphUnavailableException($"Constellation's tables can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static async Task<GraphSnapshot> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var blocks = new List<Block>();
        var skipped = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            // A kind of block that a later Core may know is none that a pipeline could be made of.
            if (GraphJson.ToBlockType(reader.GetString(2)) is { } type)
            {
                blocks.Add(new Block
                {
                    BlockId = reader.GetGuid(0),
                    Name = reader.GetString(1),
                    BlockType = type,
                    Description = reader.IsDBNull(3) ? null : reader.GetString(3),
                    Filepath = reader.IsDBNull(4) ? null : reader.GetString(4),
                });
            }
            else
            {
                skipped.Add($"{reader.GetString(1)} ({reader.GetString(2)})");
            }
        }

        await reader.NextResultAsync(cancellationToken);
        var categories = new List<(Guid Block, string Name, string? Parent)>();
        while (await reader.ReadAsync(cancellationToken))
            categories.Add((reader.GetGuid(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2)));
        await reader.NextResultAsync(cancellationToken);
        var edges = new List<Edge>();
        while (await reader.ReadAsync(cancellationToken))
            edges.Add(new Edge { EdgeId = reader.GetGuid(0), SourceBlockId = reader.GetGuid(1), TargetBlockId = reader.GetGuid(2) });
        var ofBlock = categories.ToLookup(category => category.Block, category => (category.Name, category.Parent));
        return new GraphSnapshot(
            blocks.Select(block => ofBlock.Contains(block.BlockId) ? block with { Taxonomy = TaxonomyTerms.Read(ofBlock[block.BlockId]) } : block),
                edges, skipped);
    }
}
