using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;

namespace Constellation.Realtime.Hub.Wire;

/// <summary>What a client may call, as the hub's interface declares it. Like SignalR, it takes a method's name in any case.</summary>
internal sealed class HubMethods(Type contract)
{
    private readonly Dictionary<string, HubMethod> _methods = contract.GetMethods()
        .ToDictionary(method => method.Name, method => new HubMethod(method), StringComparer.OrdinalIgnoreCase);

    internal bool TryGet(string name, [NotNullWhen(true)] out HubMethod? method) => _methods.TryGetValue(name, out method);
}

/// <summary>A method of the hub.</summary>
internal sealed class HubMethod
{
    private readonly string _name;

    internal HubMethod(MethodInfo method)
    {
        _name = method.Name;
        Parameters = [.. method.GetParameters().Where(parameter => parameter.ParameterType != typeof(CancellationToken))];
        ElementTypes = [.. Parameters.Select(_ => typeof(JsonElement))];
        Streams = method.ReturnType is { IsGenericType: true } task
            && task.GetGenericArguments()[0] is { IsGenericType: true } result
            && result.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>);
    }

    /// <summary>The arguments that a client gives, in order.</summary>
    internal IReadOnlyList<ParameterInfo> Parameters { get; }

    /// <summary>As which types the protocols hand the arguments over, before <see cref="CheckedHubProtocol"/> makes what they are of them.</summary>
    internal IReadOnlyList<Type> ElementTypes { get; }

    /// <summary>Whether it is called as a stream.</summary>
    internal bool Streams { get; }

    /// <summary>For people: <c>Watch takes 2 arguments: sessionId, after.</c></summary>
    internal string Usage
    {
        get
        {
            var names = string.Join(", ", Parameters.Select(parameter => parameter.Name));
            return $"{_name} takes {Parameters.Count} {(Parameters.Count == 1 ? "argument" : "arguments")}: {names}.";
        }
    }
}
