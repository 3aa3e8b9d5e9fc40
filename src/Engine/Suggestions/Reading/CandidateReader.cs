using System.Text;

namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>
/// Takes the candidates out of a reply while it streams: fenced blocks whose info string is <c>suggest TARGET</c>. All else is the reply's text and passes
/// unchanged, other code fences too, as early as is certain: only a line's beginning that may still open a candidate is held back.
/// <para>A block is taken out with its two fence lines and their line ends, and nothing more: a blank line before it and one after it both stay.
/// Fences are CommonMark's: at the start of a line, indented by at most 3 spaces, closed by at least as many of the same character. One inside another
/// code block is that block's content.</para>
/// </summary>
internal sealed class CandidateReader
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _part = new();
    private readonly StringBuilder _candidate = new();
    private readonly StringBuilder _line = new();
    private List<Read> _found = [];
    private Place _place = Place.Text;
    private Fence _fence;
    private string _target = "";
    private bool _held = true;
    private bool _fenceLine;
    private bool _skipLineFeed;

    /// <summary>What is certain after this piece, in order. A piece may begin and end anywhere.</summary>
    internal IReadOnlyList<Read> Push(string piece)
    {
        var rest = piece.AsSpan();
        while (!rest.IsEmpty)
            rest = rest[Take(rest)..];
        return Found();
    }

    /// <summary>The reply is over: what was held back, and an unclosed candidate.</summary>
    internal IReadOnlyList<Read> End()
    {
        EndLine("");
        if (_place == Place.Candidate)
            EndCandidate(closed: false);
        return Found();
    }

    private int Take(ReadOnlySpan<char> rest)
    {
        var character = rest[0];
        if (_skipLineFeed)
        {
            _skipLineFeed = false;
            if (character == '\n')
                return 1;
        }
        if (character is '\n' or '\r')
        {
            EndLine(rest[..1]);
            return 1;
        }
        if (!_held && !_fenceLine)
        {
            var end = rest.IndexOfAny('\n', '\r') is var found and >= 0 ? found : rest.Length;
            Pass(rest[..end]);
            return end;
        }
        _line.Append(character);
        if (!_held)
            Pass(rest[..1]);
        var line = _line.ToString();
        if (_held && !MayBeFence(line))
            Release(line);
        if (_fenceLine && !MayTurnPlace(line))
            _fenceLine = false;
        return 1;
    }

    private bool MayBeFence(string line) => _place switch
    {
        Place.Text => FenceLine.MayOpenCandidate(line),
        Place.Candidate => FenceLine.MayClose(line, _fence),
        _ => false,
    };

    /// <summary>Whether this line, which passes, may yet begin or end an ordinary code block.</summary>
    private bool MayTurnPlace(string line) => line.Length <= FenceLine.LineChars && _place switch
    {
        Place.Text => FenceLine.Begins(line) is { } fence && (fence.Character == '~' || !InfoHasBacktick(line)),
        Place.Code => FenceLine.MayClose(line, _fence),
        _ => false,
    };

    private static bool InfoHasBacktick(string line) => line.AsSpan().TrimStart(' ').TrimStart('`').Contains('`');

    private void Release(string line)
    {
        _held = false;
        _fenceLine = true;
        Pass(line);
    }

    private void Pass(ReadOnlySpan<char> characters) => (_place == Place.Candidate ? _part : _text).Append(characters);

    private void EndLine(ReadOnlySpan<char> lineEnd)
    {
        var line = _line.ToString();
        _line.Clear();
        var (held, fenceLine) = (_held, _fenceLine);
        (_held, _fenceLine) = (true, false);
        switch (_place)
        {
            case Place.Text when held && FenceLine.OpensCandidate(line) is { } target:
                _skipLineFeed = lineEnd is "\r";
                BeginCandidate(target, FenceLine.Begins(line)!.Value);
                return;
            case Place.Candidate when held && FenceLine.Closes(line, _fence):
                _skipLineFeed = lineEnd is "\r";
                EndCandidate(closed: true);
                return;
        }
        if (held)
            Pass(line);
        Pass(lineEnd);
        if (_place == Place.Text && (held || fenceLine) && FenceLine.Begins(line) is { } fence && MayTurnPlace(line))
            (_place, _fence) = (Place.Code, fence);
        else if (_place == Place.Code && fenceLine && FenceLine.Closes(line, _fence))
            _place = Place.Text;
        if (_place == Place.Code)
            (_held, _fenceLine) = (false, true);
    }

    private void BeginCandidate(string target, Fence fence)
    {
        FlushText();
        (_place, _target, _fence) = (Place.Candidate, target, fence);
        _found.Add(new Read.Began(target));
    }

    private void EndCandidate(bool closed)
    {
        FlushPart();
        _place = Place.Text;
        _found.Add(new Read.Candidate(_target, _candidate.ToString(), closed));
        _candidate.Clear();
    }

    private List<Read> Found()
    {
        FlushText();
        FlushPart();
        var found = _found;
        _found = [];
        return found;
    }

    private void FlushText()
    {
        if (_text.Length == 0)
            return;
        _found.Add(new Read.Text(_text.ToString()));
        _text.Clear();
    }

    private void FlushPart()
    {
        if (_part.Length == 0)
            return;
        _candidate.Append(_part);
        _found.Add(new Read.Part(_part.ToString()));
        _part.Clear();
    }

    private enum Place
    {
        Text,
        Code,
        Candidate,
    }
}
