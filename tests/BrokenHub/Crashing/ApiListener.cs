using System.Diagnostics;

namespace Constellation.Realtime.BrokenHub.Crashing;

/// <summary>Hears every request that leaves this process just before it does, and when its answer has come: what applying sends to Core is known by its path.</summary>
internal sealed class ApiListener(Crash crash) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private const string Asks = "/blocks/get-all-blocks/";
    private const string Makes = "/blocks/";

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "HttpHandlerDiagnosticListener") value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value?.GetType().GetProperty("Request")?.GetValue(value.Value) is not HttpRequestMessage { RequestUri.AbsolutePath: var path } request) return;
        var isMade = request.Method == HttpMethod.Post && path == Makes;
        switch (value.Key)
        {
            case "System.Net.Http.HttpRequestOut.Start" when path == Asks:
                crash.At(CrashPoints.ApplicationClaimed);
                break;
            case "System.Net.Http.HttpRequestOut.Start" when isMade:
                crash.At(CrashPoints.SendingNoted);
                break;
            case "System.Net.Http.HttpRequestOut.Stop" when isMade:
                crash.At(CrashPoints.ApiAnswered);
                break;
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
