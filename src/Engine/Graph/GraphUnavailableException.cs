namespace Constellation.Realtime.Engine.Graph;

/// <summary>The catalogue can't be read now. Never leaves the engine.</summary>
internal sealed class GraphUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
