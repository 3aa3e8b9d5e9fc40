namespace Constellation.Realtime.ScriptedModel;

/// <summary>The requests in the order in which they came, and who waits for one.</summary>
internal sealed class Journal
{
    /// <summary>After this a test that waits has failed.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<ReceivedRequest> _requests = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal IReadOnlyList<ReceivedRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    internal void Add(ReceivedRequest request)
    {
        lock (_lock)
        {
            _requests.Add(request);
            _more.SetResult();
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    internal void Clear()
    {
        lock (_lock)
        {
            _requests.Clear();
        }
    }

    internal async Task<ReceivedRequest> WaitForAsync(int number)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_requests.Count >= number)
                {
                    return _requests[number - 1];
                }

                more = _more.Task;
            }

            await more.WaitAsync(Patience);
        }
    }
}
