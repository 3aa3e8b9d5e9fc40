using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Hub.Tests.Journeys;

/// <summary>A store that, once it has accepted a turn, does not answer the next questions about it.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "The proxy is a class derived from it at run time.")]
internal class ForgetfulStore : DispatchProxy
{
    private object _store = null!;
    private Absence _absence = null!;

    internal static T Of<T>(T store, Absence absence)
        where T : class
    {
        var proxy = Create<T, ForgetfulStore>();
        ((ForgetfulStore)(object)proxy)._store = store;
        ((ForgetfulStore)(object)proxy)._absence = absence;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (IsAboutOneTurn(targetMethod!.Name, args!)) _absence.Check(targetMethod.Name);
        var result = targetMethod.Invoke(_store, BindingFlags.DoNotWrapExceptions, null, args, null);
        return targetMethod.Name == nameof(ITurnStore.AcceptAsync) ? ThenForgetAsync((Task<Acceptance>)result!) : result;
    }

    // A prompt asks for the suggestions of the whole session: the turn itself is to run.
    private static bool IsAboutOneTurn(string method, object?[] args) =>
        method is nameof(IHistory.FindSessionAsync) or nameof(ITurnStore.FindAsync)
        || method == nameof(IHistory.ReadSuggestionsAsync) && args[1] is not null;

    private async Task<Acceptance> ThenForgetAsync(Task<Acceptance> accepting)
    {
        var acceptance = await accepting;
        _absence.Accepted();
        return acceptance;
    }

    /// <summary>How long it lasts: a few calls of each method, from the next acceptance on.</summary>
    internal sealed class Absence
    {
        private const int Calls = 3;

        private ConcurrentDictionary<string, int> _calls = new();
        private volatile bool _isExpected;
        private volatile bool _isThere;

        /// <summary>After the next acceptance.</summary>
        internal void Expect()
        {
            (_calls, _isThere, _isExpected) = (new(), false, true);
        }

        internal void Accepted() => _isThere = _isExpected;

        /// <exception cref="StoreUnavailableException">Now.</exception>
        internal void Check(string method)
        {
            if (_isThere && _calls.AddOrUpdate(method, 1, (_, calls) => calls + 1) <= Calls) throw new StoreUnavailableException("The test says so.");
        }
    }
}
