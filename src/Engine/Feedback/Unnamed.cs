using System.Text.RegularExpressions;

namespace Constellation.Realtime.Engine.Feedback;

/// <summary>Takes out of a session's texts who it is: the ids of its user and of itself, and addresses of e-mail. Names of people are not known here.</summary>
internal sealed partial class Unnamed(Guid userId, Guid sessionId)
{
    private readonly string[] _ids = [userId.ToString("D"), userId.ToString("N"), sessionId.ToString("D"), sessionId.ToString("N")];

    public string Of(string text)
    {
        foreach (var id in _ids) text = text.Replace(id, "[id]", StringComparison.OrdinalIgnoreCase);
        return Address().Replace(text, "[email]");
    }

    [GeneratedRegex(@"[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Address();
}
