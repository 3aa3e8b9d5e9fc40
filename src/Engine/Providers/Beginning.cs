namespace Constellation.Realtime.Engine.Providers;

/// <summary>
/// The beginning of an answer, said by another provider, and what a model says behind it. It is given as the last message, the model's own, without the white space at
/// its end: Anthropic refuses such a one, and other models' words begin with their blank. Where that white space comes again it is not said twice.
/// </summary>
internal sealed class Beginning(string text)
{
    private readonly string _blank = text[text.TrimEnd().Length..];
    private int _again;

    /// <summary>What the model is given.</summary>
    public PromptMessage Message { get; } = new() { Role = PromptRole.Assistant, Text = text.TrimEnd() };

    /// <summary>Whether a model can be given it: it says something, and no character of it is cut in the middle.</summary>
    public static bool CanBe(string text) => !string.IsNullOrWhiteSpace(text) && !char.IsHighSurrogate(text[^1]);

    /// <summary>A piece of the model's, as it goes on behind what was said.</summary>
    public Piece Behind(Piece piece) => piece is Piece.Text said ? new Piece.Text(Rest(said.Value)) : piece;

    private string Rest(string said)
    {
        var same = 0;
        while (_again < _blank.Length && same < said.Length && said[same] == _blank[_again]) (same, _again) = (same + 1, _again + 1);
        if (same < said.Length) _again = _blank.Length;
        return said[same..];
    }
}
