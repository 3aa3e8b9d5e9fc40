using System.Text;

namespace Constellation.Realtime.Engine.Providers;

/// <summary>What an answer has said so far, for the case that it breaks off.</summary>
internal sealed class Said
{
    private readonly StringBuilder _text = new();
    private bool _calls;

    public string Text => _text.ToString();

    /// <summary>Whether another provider can go on with it. A tool call that has begun can't be finished by another.</summary>
    public bool CanBeGoneOnWith => !_calls && Beginning.CanBe(Text);

    public void Take(Piece piece)
    {
        if (piece is Piece.Text text) _text.Append(text.Value);
        _calls |= piece is Piece.ToolCall;
    }
}
