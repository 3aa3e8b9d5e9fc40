import type { Connection } from "./connection.ts";
import { endsTurn, type ChatReceiver, type DecideSuggestion, type GiveFeedback, type Message, type Notice, type RenameSession, type SendMessage, type Session, type SessionEvent, type SessionHit, type StartSession, type Suggestion, type TurnRef } from "./contracts.ts";
import { passes, RealtimeError } from "./errors.ts";
import { KeptConnection, type ConnectionState } from "./keptConnection.ts";
import { pause as pauseWithJitter, type Pause } from "./pause.ts";
import { readOn, readTurn, type TurnCursor, type TurnSource } from "./readTurn.ts";
import { Rest, type ExportFormat, type Page, type PageRequest } from "./rest.ts";
import { sendsHeaders, signalR } from "./signalr.ts";

export interface ClientOptions {
  /** The hub's origin, such as `https://hub.example.org`. */
  readonly url: string;
  /** The caller's bearer token. It is asked for before every connection and REST call, so it may be a fresh one each time. */
  readonly accessToken: (signal?: AbortSignal) => string | Promise<string>;
  /** In place of SignalR, for tests. `credential` is a ticket in browsers, else the bearer token. */
  readonly connect?: (url: string, credential: string) => Connection;
  readonly fetch?: typeof fetch;
  readonly pause?: Pause;
  /** Whether a ticket is taken for each connection: where the `Authorization` header can't be set. */
  readonly tickets?: boolean;
}

/**
 * A caller's side of the hub. Commands and readers wait for a connection as long as it takes and survive the loss of a node;
 * an `AbortSignal` ends the wait, with its own reason. A refusal is a {@link RealtimeError} with the hub's code.
 */
export class RealtimeClient {
  private readonly rest: Rest;
  private readonly kept: KeptConnection;
  private readonly receivers = new Set<ChatReceiver>();
  private readonly pause: Pause;
  private readonly source: TurnSource;

  constructor(options: ClientOptions) {
    const { accessToken, connect = signalR, tickets = !sendsHeaders(), pause = pauseWithJitter } = options;
    const url = options.url.replace(/\/+$/, "");
    const rest = new Rest(url, accessToken, options.fetch ?? globalThis.fetch.bind(globalThis));
    const kept = new KeptConnection(async (signal) => {
      const connection = connect(`${url}/hubs/chat`, tickets ? await rest.ticket(signal) : await accessToken(signal));
      this.listen(connection);
      return connection;
    }, pause);
    this.rest = rest;
    this.kept = kept;
    this.pause = pause;
    this.source = { resumeReply: (...args) => kept.stream({ method: "ResumeReply", args: args.slice(0, 3) }, args[3]) };
  }

  /** A new session. Not repeated by itself when the connection is lost: there might be two then. */
  startSession(request: StartSession = {}, signal?: AbortSignal): Promise<Session> {
    return this.kept.call({ method: "StartSession", args: [request], repeatable: false }, signal);
  }

  /** Starts a turn and returns at once. */
  sendMessage(request: SendMessage, signal?: AbortSignal): Promise<TurnRef> {
    return this.command("SendMessage", [request], signal);
  }

  /** Starts a turn and reads it to its terminal event. Leaving the loop stops the reading, never the turn. */
  async *streamReply(request: SendMessage, signal?: AbortSignal): AsyncGenerator<SessionEvent, void> {
    let turnId: string | undefined;
    // The same client message again starts nothing, so until the turn is known the first call is simply made again.
    const open = (after: number) => turnId === undefined
      ? this.kept.stream<SessionEvent>({ method: "StreamReply", args: [request] }, signal)
      : this.source.resumeReply(request.sessionId, turnId, after, signal);
    const again = (error: unknown) => turnId === undefined ? isLost(error) : passes(error);
    for await (const event of readOn(open, { after: 0, ends: endsTurn, again, signal, pause: this.pause })) {
      if (event.type === "turn.started") turnId = event.turnId;
      yield event;
    }
  }

  /** A turn's events after a cursor, to its terminal event. */
  resumeReply(turn: TurnCursor, signal?: AbortSignal): AsyncGenerator<SessionEvent, void> {
    return readTurn(this.source, turn, signal, this.pause);
  }

  /** Every event of a session after a cursor (0: from the beginning, or a snapshot), past then live, until the session ends. */
  watch(sessionId: string, after = 0, signal?: AbortSignal): AsyncGenerator<SessionEvent, void> {
    const open = (cursor: number) => this.kept.stream<SessionEvent>({ method: "Watch", args: [sessionId, cursor] }, signal);
    return readOn(open, { after, ends: (event) => event.type === "session.ended", signal, pause: this.pause });
  }

  /** Stops a turn, wherever it runs; what was said so far is kept. Does nothing to a finished one. */
  cancelTurn(sessionId: string, turnId: string, signal?: AbortSignal): Promise<void> {
    return this.command("CancelTurn", [sessionId, turnId], signal);
  }

  /** A new reply to the user message of the session's last turn. */
  regenerate(sessionId: string, turnId: string, clientMessageId: string, signal?: AbortSignal): Promise<TurnRef> {
    return this.command("Regenerate", [sessionId, turnId, clientMessageId], signal);
  }

  /** Gives a session another title. */
  renameSession(request: RenameSession, signal?: AbortSignal): Promise<Session> {
    return this.command("RenameSession", [request], signal);
  }

  endSession(sessionId: string, signal?: AbortSignal): Promise<void> {
    return this.command("EndSession", [sessionId], signal);
  }

  /** The first decision wins; the other one is refused with `conflict`. */
  decideSuggestion(request: DecideSuggestion, signal?: AbortSignal): Promise<Suggestion> {
    return this.command("DecideSuggestion", [request], signal);
  }

  giveFeedback(request: GiveFeedback, signal?: AbortSignal): Promise<void> {
    return this.command("GiveFeedback", [request], signal);
  }

  /** The caller's active sessions, latest activity first. */
  sessions(request: PageRequest = {}, signal?: AbortSignal): Promise<Page<Session>> {
    return this.rest.sessions(request, signal);
  }

  /** The caller's active sessions in which all words of the query occur (of the last one its beginning is enough), latest activity first. */
  search(query: string, request: PageRequest = {}, signal?: AbortSignal): Promise<Page<SessionHit>> {
    return this.rest.search(query, request, signal);
  }

  /** A whole session as a file, also an ended one. */
  exportSession(sessionId: string, format: ExportFormat, signal?: AbortSignal): Promise<Blob> {
    return this.rest.exportSession(sessionId, format, signal);
  }

  /** A session's messages: each page oldest first, the newest page first. */
  history(sessionId: string, request: PageRequest = {}, signal?: AbortSignal): Promise<Page<Message>> {
    return this.rest.history(sessionId, request, signal);
  }

  /** Opens the connection before anything is called, so that announcements come. */
  connect(signal?: AbortSignal): Promise<void> {
    return this.kept.open(signal);
  }

  /** The state of the connection now, then each one that it comes to. */
  states(signal: AbortSignal): AsyncGenerator<ConnectionState, void> {
    return this.kept.state.values(signal);
  }

  /** Tells what the hub announces, on this connection and those that follow it. Returns what ends it. */
  receive(receiver: ChatReceiver): () => void {
    this.receivers.add(receiver);
    return () => this.receivers.delete(receiver);
  }

  /** Closes the connection for good. Turns go on; what waits here fails with `closed`. */
  close(): Promise<void> {
    return this.kept.close();
  }

  private command<T>(method: string, args: readonly unknown[], signal?: AbortSignal): Promise<T> {
    return this.kept.call({ method, args, repeatable: true }, signal);
  }

  private listen(connection: Connection): void {
    connection.on("SessionChanged", (session) => this.tell((receiver) => receiver.sessionChanged?.(session as Session)));
    connection.on("SessionEnded", (sessionId) => this.tell((receiver) => receiver.sessionEnded?.(sessionId as string)));
    connection.on("SuggestionReady", (suggestion) => this.tell((receiver) => receiver.suggestionReady?.(suggestion as Suggestion)));
    connection.on("Notice", (notice) => {
      const { code, retryAfterMs } = notice as Notice;
      if (code === "draining" || code === "token_expiring") void this.kept.move(retryAfterMs);
      this.tell((receiver) => receiver.notice?.(notice as Notice));
    });
  }

  private tell(announce: (receiver: ChatReceiver) => void): void {
    for (const receiver of this.receivers) announce(receiver);
  }
}

function isLost(error: unknown): boolean {
  return error instanceof RealtimeError && error.code === "connection_lost";
}
