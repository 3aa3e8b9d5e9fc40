using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>
/// Puts data into a prompt so that they can't be taken for somebody's words: between two marks that nobody who wrote the data can know, as one line of
/// <see cref="InertJson"/>, which can't contain a mark's brackets.
/// </summary>
internal sealed class DataFence
{
    private readonly string _mark = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));

    /// <param name="what">One word for what the data are.</param>
    public string Around(string what, JsonNode data) => $"<<<DATA {_mark} {what}\n{InertJson.Write(data)}\nDATA {_mark}>>>";
}
