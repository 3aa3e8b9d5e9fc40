using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Hub;

/// <summary>Says in plain sentences why the process can't start with its configuration; the host would log a stack trace.</summary>
internal static class StartCheck
{
    /// <summary>Checks every section's options. False: all that is wrong was written to <paramref name="output"/>, a line each, and the process
    /// should end with an exit code other than 0. To be called before anything that reads options.</summary>
    internal static bool MayStart(this WebApplication app, TextWriter output)
    {
        try
        {
            app.Services.GetService<IStartupValidator>()?.Validate();
            return true;
        }
        catch (Exception exception) when (Reasons(exception).ToList() is { Count: > 0 } reasons)
        {
            foreach (var reason in reasons) output.WriteLine($"Can't start: {reason}");
            return false;
        }
    }

    private static IEnumerable<string> Reasons(Exception exception) => exception switch
    {
        AggregateException several => several.InnerExceptions.SelectMany(Reasons),
        OptionsValidationException invalid => invalid.Failures,
        // A value that is no number, time or boolean; the message names key and value.
        InvalidOperationException unreadable when unreadable.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) =>
            [unreadable.Message],
        _ => [],
    };
}
