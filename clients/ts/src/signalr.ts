import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import type { Connection } from "./connection.ts";
import { JsonProtocol } from "./jsonProtocol.ts";

/**
 * Opens no connection yet, only describes it: WebSockets without negotiation, so that any node may take it, with the
 * given credential on the upgrade. It doesn't reconnect by itself: a broken stream is read on from its cursor instead.
 */
export function signalR(url: string, credential: string): Connection {
  return new HubConnectionBuilder()
    .withUrl(url, {
      transport: HttpTransportType.WebSockets,
      skipNegotiation: true,
      accessTokenFactory: () => credential,
    })
    .withHubProtocol(new JsonProtocol())
    // SignalR logs the address of the WebSocket, and with it the ticket.
    .configureLogging(LogLevel.None)
    .build();
}

/** Whether SignalR's WebSocket can carry an `Authorization` header here: in Node it can, in a browser it can't. */
export function sendsHeaders(): boolean {
  const { process } = globalThis as { process?: { release?: { name?: string } } };
  return process?.release?.name === "node";
}
