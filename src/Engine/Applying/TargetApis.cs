using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Applying.Core;
using Constellation.Realtime.Engine.Applying.Http;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions.Registry;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Applying;

/// <summary>Which API a suggestion goes to: the hosts from configuration alone, the operation of an imported target as it was in the suggestion's version.</summary>
internal sealed class TargetApis : IDisposable
{
    private readonly Dictionary<string, ITargetApi> _builtIn = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ApplyTargetOptions Options, Destination Destination)> _others = new(StringComparer.Ordinal);
    private readonly TargetRegistry _targets;
    private readonly Outgoing _outgoing;

    public TargetApis(
        IOptions<CoreOptions> core, IOptions<RunnerOptions> runner, IOptions<ApplyOptions> options, GraphFeed graph, TargetRegistry targets, TimeProvider time)
    {
        List<Destination> destinations = [];
        _targets = targets;
        _outgoing = new Outgoing(destinations, options, time);
        if (core.Value.Endpoint is { } address)
        {
            var api = new CoreApi(_outgoing, Allow(address));
            var blocks = new CoreBlocks(api, graph);
            _builtIn["pipeline"] = new CorePipelines(api, blocks, time);
            _builtIn["block"] = blocks;
            _builtIn["edge"] = new CoreEdges(api, blocks);
        }

        if (runner.Value.Endpoint is { } endpoint) _builtIn["dagster_job"] = new RunnerJobs(_outgoing, Allow(endpoint));
        foreach (var target in options.Value.Targets) _others[target.Name!] = (target, Allow(target.BaseUrl!));

        Destination Allow(Uri configured)
        {
            var destination = new Destination(configured);
            destinations.Add(destination);
            return destination;
        }
    }

    /// <summary>Whether there is none at all.</summary>
    public bool AreNone => _builtIn.Count + _others.Count == 0;

    /// <summary>The API; null where none is configured, or the suggestion lacks what its operation's path needs: then what is accepted stays accepted, for the
    /// client to use.</summary>
    /// <exception cref="Sessions.StoreUnavailableException"/>
    public async Task<ITargetApi?> FindAsync(Suggestion suggestion, CancellationToken cancellationToken)
    {
        if (_builtIn.TryGetValue(suggestion.Target, out var api)) return api;
        if (!_others.TryGetValue(suggestion.Target, out var other)) return null;
        var target = await _targets.FindAsync(suggestion.Target, suggestion.SchemaVersion!, cancellationToken);
        return ApiCall.Of(other.Options, target?.Operation, suggestion.Payload) is { } call ? new OtherApi(_outgoing, other.Destination, other.Options, call) : null;
    }

    public void Dispose() => _outgoing.Dispose();
}
