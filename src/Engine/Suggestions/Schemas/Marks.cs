namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>Which members or items of one value were evaluated, by their position: what <c>unevaluatedProperties</c> and <c>unevaluatedItems</c> ask.</summary>
internal sealed class Marks
{
    private ulong[] _bits = [];
    private bool _all;

    internal bool this[int position] => _all || (position >> 6 < _bits.Length && (_bits[position >> 6] >> position & 1) != 0);

    internal void Add(int position)
    {
        if (position >> 6 >= _bits.Length)
            Array.Resize(ref _bits, Math.Max((position >> 6) + 1, _bits.Length * 2));
        _bits[position >> 6] |= 1UL << position;
    }

    internal void AddAll() => _all = true;

    internal void Add(Marks other)
    {
        _all |= other._all;
        if (other._bits.Length > _bits.Length)
            Array.Resize(ref _bits, other._bits.Length);
        for (var i = 0; i < other._bits.Length; i++)
            _bits[i] |= other._bits[i];
    }
}
