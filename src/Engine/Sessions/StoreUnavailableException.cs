namespace Constellation.Realtime.Engine.Sessions;

/// <summary>The database can't be reached, or did not answer in time: whether the change was made is not known. Never leaves the engine.</summary>
internal sealed class StoreUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
