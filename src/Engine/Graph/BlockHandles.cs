using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>
/// The short names by which a session's model knows the blocks, such as <c>b-k7m2pq</c>: a full id is long to copy and easy to get wrong, and a pipeline has
/// many. They are made of the session's id and the block's: any node makes the same ones, none is stored, and one that nobody gave out in this session hits a
/// block once in some million tries. A full id is taken wherever a handle is.
/// </summary>
internal sealed partial class BlockHandles
{
    private const string Prefix = "b-";

    // Crockford's: nothing that could be read as another.
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Chars = 6;

    /// <summary>Where two blocks of the catalogue would share a handle, both get this many.</summary>
    private const int MoreChars = 12;

    /// <summary>None: blocks go by their full ids.</summary>
    internal static readonly BlockHandles None = new();

    private readonly Lazy<Names> _names;

    private BlockHandles() => _names = new(new Names([], []));

    /// <param name="catalogue">Blocks that come into the catalogue later go by their full ids.</param>
    internal BlockHandles(Guid sessionId, GraphSnapshot catalogue) => _names = new(() => Make(sessionId, catalogue));

    private sealed record Names(Dictionary<Guid, string> OfBlocks, Dictionary<string, Guid> Blocks);

    /// <summary>By what the model knows the block: its handle, or its full id where it has none.</summary>
    internal string Of(Guid blockId) => _names.Value.OfBlocks.GetValueOrDefault(blockId) ?? blockId.ToString();

    /// <summary>The block of a handle; null where the text is no handle of this session.</summary>
    internal Guid? Find(string handle) => _names.Value.Blocks.TryGetValue(handle, out var id) ? id : null;

    /// <summary>The handle that differs from the text in one character, or null.</summary>
    internal string? Near(string handle) => handle.StartsWith(Prefix, StringComparison.Ordinal)
        ? _names.Value.Blocks.Keys.FirstOrDefault(known => known.Length == handle.Length && known.Zip(handle).Count(pair => pair.First != pair.Second) == 1)
        : null;

    /// <summary>The text with a handle for every full id of a block: what is told to the model.</summary>
    internal string Told(string text) => _names.Value.Blocks.Count == 0 ? text
        : FullId().Replace(text, match => _names.Value.OfBlocks.GetValueOrDefault(Guid.Parse(match.ValueSpan)) ?? match.Value);

    /// <summary>The text with a full id for every handle in quotes: what a model wrote, as anybody else would.</summary>
    internal string Written(string text) => Quoted().Replace(text, match => Find(match.Groups["handle"].Value) is { } id ? $"\"{id}\"" : match.Value);

    /// <summary>The value with the block's full id for every string that is a handle; all else, order and spelling included, as it is.</summary>
    internal JsonElement Resolve(JsonElement value)
    {
        var source = JsonMarshal.GetRawUtf8Value(value);
        if (source.IndexOf("\"b-"u8) < 0 || _names.Value.Blocks.Count == 0)
            return value;
        var text = new List<byte>(source.Length * 2);
        var copied = 0;
        var reader = new Utf8JsonReader(source);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || !TryFind(reader.ValueSpan, out var id))
                continue;
            // Between the quotes.
            var start = (int)reader.TokenStartIndex + 1;
            text.AddRange(source[copied..start]);
            text.AddRange(Encoding.ASCII.GetBytes(id.Value.ToString()));
            copied = start + reader.ValueSpan.Length;
        }
        if (copied == 0)
            return value;
        text.AddRange(source[copied..]);
        return JsonElement.Parse(CollectionsMarshal.AsSpan(text));
    }

    private bool TryFind(ReadOnlySpan<byte> text, [NotNullWhen(true)] out Guid? id)
    {
        id = text.Length is 2 + Chars or 2 + MoreChars && text.StartsWith("b-"u8) ? Find(Encoding.UTF8.GetString(text)) : null;
        return id is not null;
    }

    private static Names Make(Guid sessionId, GraphSnapshot catalogue)
    {
        var names = new Names(new(catalogue.Blocks.Count), new(catalogue.Blocks.Count, StringComparer.Ordinal));
        foreach (var alike in catalogue.Blocks.Select(block => (block.BlockId, Name: Name(sessionId, block.BlockId))).GroupBy(named => named.Name[..Chars], StringComparer.Ordinal))
        {
            var chars = alike.Count() > 1 ? MoreChars : Chars;
            foreach (var (id, name) in alike)
            {
                names.OfBlocks[id] = Prefix + name[..chars];
                names.Blocks[Prefix + name[..chars]] = id;
            }
        }
        return names;
    }

    private static string Name(Guid sessionId, Guid blockId)
    {
        Span<byte> ids = stackalloc byte[32];
        sessionId.TryWriteBytes(ids);
        blockId.TryWriteBytes(ids[16..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(ids, hash);
        Span<char> name = stackalloc char[MoreChars];
        for (var i = 0; i < name.Length; i++)
            name[i] = Alphabet[hash[i] % Alphabet.Length];
        return name.ToString();
    }

    [GeneratedRegex("\"(?<handle>b-[0-9a-z]{6,12})\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();

    [GeneratedRegex("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", RegexOptions.ExplicitCapture)]
    private static partial Regex FullId();
}
