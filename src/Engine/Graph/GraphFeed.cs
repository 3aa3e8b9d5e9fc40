using Constellation.Realtime.Engine.Graph.Words;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>Keeps the newest catalogue at hand. While the source is away the last good one stays; before the first reading there is an empty
/// one.</summary>
internal sealed partial class GraphFeed(IGraphSource source, IOptions<GraphOptions> options, TimeProvider time,
    ILogger<GraphFeed> logger) : BackgroundService
{
    private Catalogue _catalogue = Catalogue.Empty;
    private string? _fault;

    /// <summary>The blocks and edges as last read.</summary>
    public GraphSnapshot Current => Catalogue.Graph;

    /// <summary>The same, with all that is looked up in it.</summary>
    public Catalogue Catalogue => Volatile.Read(ref _catalogue);

    /// <summary>Why the last reading failed, for health checks; null where it didn't.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    /// <summary>Waits for the first reading, so that the first question already finds blocks; a source that is away holds up nothing beyond
    /// <see cref="GraphOptions.Timeout"/>.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Reads the source now.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var graph = await source.ReadAsync(either.Token);
            if (graph.Blocks.Count == 0 && Current.Blocks.Count > 0)
                throw new GraphUnavailableException("The source has no blocks any more.");
            if (!graph.Holds(Current))
            {
                Volatile.Write(ref _catalogue, new Catalogue(graph, Vocabulary.Shared));
                if (graph.Skipped.Count > 0)
                    Log.BlocksSkipped(logger, graph.Skipped.Count, graph.Skipped[0]);
            }

            Volatile.Write(ref _fault, null);
            Log.GraphRead(logger, graph.Blocks.Count, graph.Edges.Count);
        }
        catch (GraphUnavailableException exception)
        {
            Keep(exception.Message, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            Keep("The source did not answer in time.", exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever a source holds, it must not stop the node.
            Volatile.Write(ref _fault, "The catalogue can't be read: " + exception.Message);
            Log.GraphFailed(logger, exception, Current.Blocks.Count);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Refresh, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await RefreshAsync(stoppingToken);
    }

    private void Keep(string fault, Exception exception)
    {
        Volatile.Write(ref _fault, fault);
        Log.GraphKept(logger, exception, Current.Blocks.Count);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Read a catalogue of {Blocks} blocks and {Edges} edges")]
        internal static partial void GraphRead(ILogger logger, int blocks, int edges);

        [LoggerMessage(LogLevel.Warning, "The catalogue can't be read; the last one, of {Blocks} blocks, stays")]
        internal static partial void GraphKept(ILogger logger, Exception exception, int blocks);

        [LoggerMessage(LogLevel.Error, "Reading the catalogue failed unexpectedly; the last one, of {Blocks} blocks, stays")]
        internal static partial void GraphFailed(ILogger logger, Exception exception, int blocks);

        [LoggerMessage(LogLevel.Warning, "Left out {Count} blocks of unknown kinds, and their edges; the first is {First}")]
        internal static partial void BlocksSkipped(ILogger logger, int count, string first);
    }
}
