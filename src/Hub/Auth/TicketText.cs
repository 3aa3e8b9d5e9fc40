using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Constellation.Realtime.Hub.Auth;

/// <summary>A ticket as text. Only hashes of tickets are kept, so that a copy of what is stored lets nobody in.</summary>
internal static class TicketText
{
    private const int Bytes = 32;

    /// <summary>A ticket that nobody can guess, and that fits into an address.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static string Hash(string ticket) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(ticket)));
}
