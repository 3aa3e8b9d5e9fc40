namespace Constellation.Realtime.Hub;

/// <summary>The health check of a container that has neither shell nor curl: this program, started a second time with <c>--health</c>, asks the first one
/// whether it is ready.</summary>
internal static class HealthProbe
{
    public const string Argument = "--health";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <param name="urls">Where the first one listens, as <c>ASPNETCORE_URLS</c> says it.</param>
    /// <returns>The exit code: 0 where it is ready, else 1, and <paramref name="output"/> has the reason.</returns>
    public static async Task<int> RunAsync(string urls, TextWriter output)
    {
        var address = BindingAddress.Parse(urls.Split(';')[0]);
        var host = address.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(new UriBuilder(address.Scheme, host, address.Port, "/healthz/ready").Uri);
            await output.WriteLineAsync(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            await output.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
