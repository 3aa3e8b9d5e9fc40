using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Hub.Rest;

/// <summary>Pages of a list on REST: <c>limit</c>, an opaque <c>before</c>, and the link to the next page. What is not understood is refused, never clamped.</summary>
/// <param name="Limit">1 to 200.</param>
/// <param name="Before">Where the page before ended.</param>
internal readonly record struct Paging(int Limit, PageCursor? Before)
{
    private const int MostItems = 200;
    private const int UsualItems = 50;

    /// <summary>A key is a position or a time in ticks: no list has a higher one.</summary>
    private static readonly long MostKey = DateTimeOffset.MaxValue.Ticks;

    /// <param name="list">Which list: a cursor of one is refused by another.</param>
    public static Paging Of(HttpRequest request, string list) => new(LimitOf(request), BeforeOf(request, list));

    /// <summary>Adds the link to the next page, if there is one.</summary>
    /// <param name="filter">What else the list was asked for with, to be asked for again.</param>
    public void Link<T>(HttpResponse response, string list, Page<T> page, (string Name, string? Value)? filter = null)
    {
        if (page.Next is not { } next) return;
        var request = response.HttpContext.Request;
        var path = $"{request.Scheme}://{request.Host}{request.PathBase}{request.Path}";
        var kept = filter is var (name, value) ? $"{name}={Uri.EscapeDataString(value ?? "")}&" : "";
        response.Headers.Link = $"<{path}?{kept}limit={Limit}&before={Text(list, next)}>; rel=\"next\"";
    }

    private static int LimitOf(HttpRequest request)
    {
        if (!request.Query.TryGetValue("limit", out var given)) return UsualItems;
        return given.Count == 1 && int.TryParse(given[0], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MostItems
            ? limit
            : throw RefusedException.Invalid($"limit is a whole number from 1 to {MostItems}.");
    }

    private static PageCursor? BeforeOf(HttpRequest request, string list)
    {
        if (!request.Query.TryGetValue("before", out var given)) return null;
        return given.Count == 1 && Cursor(list, given[0]!) is { } cursor
            ? cursor
            : throw RefusedException.Invalid("before is a cursor taken from the Link header of the page before.");
    }

    private static string Text(string list, PageCursor cursor) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{list}.{cursor.Key}.{cursor.Id:N}")));

    private static PageCursor? Cursor(string list, string text)
    {
        try
        {
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('.');
            return parts.Length == 3 && parts[0] == list
                && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var key) && key <= MostKey
                && Guid.TryParseExact(parts[2], "N", out var id)
                ? new PageCursor(key, id)
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
