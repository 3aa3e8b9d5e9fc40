using System.Security.Cryptography;
using System.Text;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>A text that ships with the product and is told to models.</summary>
/// <param name="Text">The text.</param>
/// <param name="Version">By the hash of the text: another text is another version.</param>
internal sealed record PromptTemplate(string Text, string Version)
{
    /// <summary>What the model that answers is told of itself and its work.</summary>
    public static readonly PromptTemplate System = Read("system-prompt.md");

    /// <summary>What the model that sums up is told.</summary>
    public static readonly PromptTemplate Summary = Read("summary-prompt.md");

    private static PromptTemplate Read(string name)
    {
        using var stream = typeof(PromptTemplate).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return new PromptTemplate(text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12]);
    }
}
