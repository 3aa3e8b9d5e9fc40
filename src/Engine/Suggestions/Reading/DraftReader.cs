using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>
/// Reads a value while it is written. Its draft holds what has closed so far: every draft is a beginning of the next one and of the value that stands in the
/// end. Reading is linear in the text; a draft costs its size, and there is one only where the text has grown by a sixteenth since the last: all of them cost
/// a multiple of the text. Where the text turns odd, the draft stays as it is: mending is for the end.
/// </summary>
internal sealed class DraftReader
{
    private const int Growth = 16;

    private readonly List<char> _open = [];
    private readonly StringBuilder _word = new();
    private char[] _json = new char[256];
    private int _length;
    private int _certainLength;
    private int _draftLength;
    private string _certainClosers = "";
    private State _state = State.Start;
    private char _quote;
    private bool _settled;
    private bool _comma;
    private bool _isKey;
    private bool _prose;
    private bool _lineBegins = true;
    private int _stringStart;
    private Comment _comment;
    private State _resume;

    /// <summary>Whether there is more than in the draft that was made last, and enough of it to make another.</summary>
    internal bool HasNews => _settled && _certainLength - _draftLength >= _draftLength / Growth;

    /// <summary>Reads on. A piece may begin and end anywhere.</summary>
    internal void Push(ReadOnlySpan<char> piece)
    {
        foreach (var character in piece)
        {
            if (_state == State.Over)
                return;
            Take(character);
        }
    }

    /// <summary>What has closed so far, whole; null where nothing has begun.</summary>
    internal JsonElement? Draft()
    {
        (_settled, _draftLength) = (false, _certainLength);
        if (_certainLength == 0)
            return null;
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(_certainLength) + _certainClosers.Length);
        var length = Encoding.UTF8.GetBytes(_json.AsSpan(0, _certainLength), bytes);
        length += Encoding.UTF8.GetBytes(_certainClosers, bytes.AsSpan(length));
        var draft = JsonElement.Parse(bytes.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(bytes);
        return draft;
    }

    private void Take(char character)
    {
        switch (_state)
        {
            case State.Start:
                TakeBefore(character);
                break;
            case State.String:
                TakeInString(character);
                break;
            case State.Escape:
                TakeEscape(character);
                break;
            case State.Hex:
                TakeHex(character);
                break;
            case State.Word:
                if (TakeInWord(character))
                    Take(character);
                break;
            case State.Comment:
                TakeInComment(character);
                break;
            default:
                TakeBetween(character);
                break;
        }
    }

    /// <summary>Prose has brackets too: a list counts only where nothing stands before it, and a line that begins with a quote is a text, of which there is no draft.</summary>
    private void TakeBefore(char character)
    {
        if (character == '{' || (character == '[' && !_prose))
            Open(character);
        else if (character == '"' && _lineBegins)
            _state = State.Over;
        _prose |= !char.IsWhiteSpace(character);
        _lineBegins = character is '\n' or '\r' || (_lineBegins && char.IsWhiteSpace(character));
    }

    private void TakeBetween(char character)
    {
        if (char.IsWhiteSpace(character))
            return;
        if (character is '/' or '#')
        {
            (_comment, _resume, _state) = (character == '#' ? Comment.Line : Comment.Begun, _state, State.Comment);
            return;
        }
        switch (_state)
        {
            case State.Colon when character == ':':
                Append(':');
                _state = State.Value;
                break;
            case State.AfterValue when character == ',':
                Settle();
                _comma = true;
                _state = _open[^1] == '{' ? State.Key : State.Value;
                break;
            case State.AfterValue or State.Key or State.Value when character is '}' or ']':
                Close(character);
                break;
            case State.Key or State.Value when Quotes.Opens(character):
                Begin();
                (_quote, _isKey, _stringStart, _state) = (character, _state == State.Key, _length, State.String);
                Append('"');
                break;
            case State.Value when character is '{' or '[':
                Open(character);
                break;
            case State.Key or State.Value when char.IsLetterOrDigit(character) || character is '_' or '-' or '$':
                Begin();
                (_isKey, _state) = (_state == State.Key, State.Word);
                _word.Clear().Append(character);
                break;
            default:
                _state = State.Over;
                break;
        }
    }

    private void TakeInString(char character)
    {
        if (character == '\\')
            _state = State.Escape;
        else if (Quotes.Closes(_quote, character))
            EndString();
        else if (character is '"' or < ' ')
            AppendEscaped(character);
        else
            Append(character);
    }

    private void EndString()
    {
        Append('"');
        var written = _json.AsSpan(_stringStart, _length - _stringStart);
        if (written.IndexOf("\\u") >= 0 && StrictJson.IsBroken(Encoding.UTF8.GetBytes(written.ToString())))
            _state = State.Over;
        else
            _state = _isKey ? State.Colon : State.AfterValue;
    }

    private void TakeEscape(char character)
    {
        _state = State.String;
        if (character is '"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't')
        {
            Append('\\');
            Append(character);
        }
        else if (character == 'u')
        {
            _word.Clear();
            _state = State.Hex;
        }
        else if (character is '\'' or '`')
            Append(character);
        else
            _state = State.Over;
    }

    private void TakeHex(char character)
    {
        if (!char.IsAsciiHexDigit(character))
        {
            _state = State.Over;
            return;
        }
        _word.Append(character);
        if (_word.Length < 4)
            return;
        Append('\\');
        Append('u');
        foreach (var digit in _word.ToString())
            Append(digit);
        _state = State.String;
    }

    /// <summary>True where the word ended before this character, which is still to be read.</summary>
    private bool TakeInWord(char character)
    {
        if (char.IsLetterOrDigit(character) || character is '_' or '-' or '+' or '.' or '$')
        {
            _word.Append(character);
            return false;
        }
        var word = _word.ToString();
        var json = _isKey ? Name(word) : BareWord.AsLiteralOrNumber(word);
        if (json is null)
        {
            _state = State.Over;
            return false;
        }
        foreach (var written in json)
            Append(written);
        _state = _isKey ? State.Colon : State.AfterValue;
        return true;
    }

    private static string? Name(string word) =>
        !char.IsDigit(word[0]) && word[0] != '-' && !word.AsSpan().ContainsAny('+', '.') ? $"\"{word}\"" : null;

    private void TakeInComment(char character)
    {
        _comment = (_comment, character) switch
        {
            (Comment.Begun, '/') => Comment.Line,
            (Comment.Begun, '*') => Comment.Block,
            (Comment.Begun, _) => Comment.None,
            (Comment.Block or Comment.Star, '*') => Comment.Star,
            (Comment.Star, '/') => Comment.Ended,
            (Comment.Star, _) => Comment.Block,
            (Comment.Line, '\n' or '\r') => Comment.Ended,
            var (comment, _) => comment,
        };
        if (_comment is Comment.Ended or Comment.None)
            _state = _comment == Comment.Ended ? _resume : State.Over;
    }

    private void Begin()
    {
        if (_comma)
            Append(',');
        _comma = false;
    }

    private void Open(char opener)
    {
        if (_open.Count == StrictJson.Depth)
        {
            _state = State.Over;
            return;
        }
        Begin();
        _open.Add(opener);
        Append(opener);
        _state = opener == '{' ? State.Key : State.Value;
        Settle();
    }

    private void Close(char closer)
    {
        var opener = closer == '}' ? '{' : '[';
        // A name without its value can't be dropped here: between a name and its value no closer is right.
        if (_open[^1] != opener || (opener == '{' && _state == State.Value))
        {
            _state = State.Over;
            return;
        }
        _comma = false;
        _open.RemoveAt(_open.Count - 1);
        Append(closer);
        _state = _open.Count == 0 ? State.Over : State.AfterValue;
        Settle();
    }

    /// <summary>All that is written so far stands.</summary>
    private void Settle()
    {
        (_certainLength, _settled) = (_length, true);
        if (_certainClosers.Length == _open.Count && (_open.Count == 0 || Closer(_open[^1]) == _certainClosers[0]))
            return;
        Span<char> closers = stackalloc char[StrictJson.Depth];
        for (var i = 0; i < _open.Count; i++)
            closers[_open.Count - 1 - i] = Closer(_open[i]);
        _certainClosers = closers[.._open.Count].ToString();
    }

    private static char Closer(char opener) => opener == '{' ? '}' : ']';

    private void AppendEscaped(char character)
    {
        if (character == '"')
        {
            Append('\\');
            Append('"');
            return;
        }
        foreach (var written in $"\\u{(int)character:x4}")
            Append(written);
    }

    private void Append(char character)
    {
        if (_length == StrictJson.Size)
        {
            _state = State.Over;
            return;
        }
        if (_length == _json.Length)
            Array.Resize(ref _json, _length * 2);
        _json[_length++] = character;
    }

    private enum State
    {
        Start,
        Value,
        Key,
        Colon,
        AfterValue,
        String,
        Escape,
        Hex,
        Word,
        Comment,
        Over,
    }

    private enum Comment
    {
        None,
        Begun,
        Line,
        Block,
        Star,
        Ended,
    }
}
