using Constellation.Realtime.Engine.Applying.Core;
using Constellation.Realtime.Engine.Applying.Http;
using Constellation.Realtime.Engine.Graph;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Applying;

/// <summary>Which API the suggestions of a target go to, from configuration alone.</summary>
internal sealed class TargetApis : IDisposable
{
    private readonly Dictionary<string, ITargetApi> _apis = new(StringComparer.Ordinal);
    private readonly Outgoing _outgoing;

    public TargetApis(IOptions<CoreOptions> core, IOptions<RunnerOptions> runner, IOptions<ApplyOptions> options, GraphFeed graph, TimeProvider time)
    {
        List<Destination> destinations = [];
        _outgoing = new Outgoing(destinations, options, time);
        if (core.Value.Endpoint is { } address)
        {
            var api = new CoreApi(_outgoing, Allow(address));
            var blocks = new CoreBlocks(api, graph);
            _apis["pipeline"] = new CorePipelines(api, blocks, time);
            _apis["block"] = blocks;
            _apis["edge"] = new CoreEdges(api, blocks);
        }

        if (runner.Value.Endpoint is { } endpoint) _apis["dagster_job"] = new RunnerJobs(_outgoing, Allow(endpoint));
        foreach (var target in options.Value.Targets) _apis[target.Name!] = new OtherApi(_outgoing, Allow(target.BaseUrl!), target);

        Destination Allow(Uri configured)
        {
            var destination = new Destination(configured);
            destinations.Add(destination);
            return destination;
        }
    }

    /// <summary>Whether there is none at all.</summary>
    public bool AreNone => _apis.Count == 0;

    /// <summary>The API; null where none is configured: then what is accepted stays accepted, for the client to use.</summary>
    public ITargetApi? Find(string target) => _apis.GetValueOrDefault(target);

    public void Dispose() => _outgoing.Dispose();
}
