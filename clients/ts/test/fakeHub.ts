import { endsTurn, RealtimeClient, type ClientOptions, type Connection, type ConnectionStream, type SessionEvent } from "../src/index.ts";

type Subscriber = Parameters<ConnectionStream<SessionEvent>["subscribe"]>[0];

/** A hub in memory: one log, any number of connections to it, each of which can be lost. */
export class FakeHub {
  readonly log: SessionEvent[] = [];
  readonly calls: { method: string; args: unknown[] }[] = [];
  readonly connections: FakeConnection[] = [];
  readonly requests: Request[] = [];
  readonly credentials: string[] = [];
  /** What a method answers; a promise that never settles where it isn't named. */
  readonly answers: Record<string, (...args: unknown[]) => unknown> = {};
  /** What REST answers; by default a ticket. */
  rest: (request: Request) => Response = () => Response.json({ ticket: `ticket-${this.requests.length}`, expires_in: 30 });
  /** How many starts fail before one succeeds. */
  failingStarts = 0;

  client(options: Partial<ClientOptions> = {}): RealtimeClient {
    return new RealtimeClient({
      url: "http://hub",
      accessToken: () => "token",
      tickets: true,
      connect: (_url, credential) => {
        this.credentials.push(credential);
        return new FakeConnection(this);
      },
      fetch: async (input, init) => {
        const request = new Request(input, init);
        this.requests.push(request);
        return this.rest(request);
      },
      pause: async (_tries, _atLeastMs, signal) => {
        await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
      },
      ...options,
    });
  }

  /** The connection in use. */
  get connection(): FakeConnection {
    return this.connections.at(-1)!;
  }

  says(...events: SessionEvent[]): void {
    for (const event of events) {
      this.log.push(event);
      for (const connection of this.connections) connection.tell(event);
    }
  }

  called(method: string): unknown[][] {
    return this.calls.filter((call) => call.method === method).map(({ args }) => args);
  }
}

export class FakeConnection implements Connection {
  open = false;
  private readonly hub: FakeHub;
  private readonly readers = new Map<Subscriber, { after: number; ends: (event: SessionEvent) => boolean }>();
  private readonly handlers = new Map<string, (...args: unknown[]) => void>();
  private readonly waiting = new Set<(error: Error) => void>();
  private closed: (error?: Error) => void = () => {};

  constructor(hub: FakeHub) {
    this.hub = hub;
  }

  async start(): Promise<void> {
    if (this.hub.failingStarts-- > 0) throw new Error("There was an error with the transport.");
    this.open = true;
    this.hub.connections.push(this);
  }

  async stop(): Promise<void> {
    this.drop();
  }

  invoke<T>(method: string, ...args: unknown[]): Promise<T> {
    this.hub.calls.push({ method, args });
    return new Promise<T>((resolve, reject) => {
      this.waiting.add(reject);
      this.answer(method, args, new Promise(() => {})).then((answer) => resolve(answer as T), reject);
    });
  }

  stream<T>(method: string, ...args: unknown[]): ConnectionStream<T> {
    this.hub.calls.push({ method, args });
    return {
      subscribe: (subscriber) => {
        const reader = subscriber as Subscriber;
        this.answer(method, args).then(
          () => this.read(reader, Number(args.at(-1)) || 0, method === "Watch" ? (event) => event.type === "session.ended" : endsTurn),
          (error: unknown) => reader.error(error),
        );
        return { dispose: () => this.readers.delete(reader) };
      },
    };
  }

  on(method: string, handler: (...args: unknown[]) => void): void {
    this.handlers.set(method, handler);
  }

  onclose(handler: (error?: Error) => void): void {
    this.closed = handler;
  }

  announces(method: string, ...args: unknown[]): void {
    this.handlers.get(method)?.(...args);
  }

  get reading(): number {
    return this.readers.size;
  }

  tell(event: SessionEvent): void {
    for (const [reader, { after, ends }] of this.readers) {
      if (event.sequence <= after) continue;
      reader.next(event);
      if (ends(event)) {
        this.readers.delete(reader);
        reader.complete();
      }
    }
  }

  /** Ends every stream as if it were complete, as a node does that stops. */
  completesEarly(): void {
    for (const reader of [...this.readers.keys()]) reader.complete();
    this.readers.clear();
  }

  /** Is lost: in SignalR's order, first all that waits, then the closing itself. */
  drop(): void {
    if (!this.open) return;
    this.open = false;
    const error = new Error("Invocation canceled due to the underlying connection being closed.");
    for (const reader of this.readers.keys()) reader.error(error);
    for (const reject of this.waiting) reject(error);
    this.readers.clear();
    this.closed(error);
  }

  private async answer(method: string, args: unknown[], otherwise?: unknown): Promise<unknown> {
    const answer = this.hub.answers[method];
    return answer ? answer(...args) : otherwise;
  }

  private read(reader: Subscriber, after: number, ends: (event: SessionEvent) => boolean): void {
    if (!this.open) return reader.error(new Error("Cannot send data if the connection is not in the 'Connected' State."));
    this.readers.set(reader, { after, ends });
    const past = this.hub.log.filter(({ sequence }) => sequence > after);
    for (const event of past) {
      if (this.readers.has(reader)) {
        reader.next(event);
        if (!ends(event)) continue;
        this.readers.delete(reader);
        reader.complete();
      }
    }
    if (past.length === 0 && this.hub.log.some(ends)) {
      this.readers.delete(reader);
      reader.complete();
    }
  }
}
