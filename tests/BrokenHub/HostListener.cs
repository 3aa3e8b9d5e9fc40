using System.Diagnostics;

namespace Constellation.Realtime.BrokenHub;

/// <summary>Changes the services of a host of this process just before it is built.</summary>
internal sealed class HostListener(Action<IServiceCollection> change) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.Extensions.Hosting") value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Key: "HostBuilding", Value: IHostBuilder builder }) builder.ConfigureServices(change);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
