import { abortable } from "./abortable.ts";
import { items, type Connection } from "./connection.ts";
import { refusalFrom, RealtimeError } from "./errors.ts";
import { Latest } from "./latest.ts";
import type { Pause } from "./pause.ts";

export interface ConnectionState {
  readonly state: "disconnected" | "connecting" | "connected";
  /** Why it came to this, as a code: `connection_lost`, `closed` or what refused it, such as `unauthenticated`. */
  readonly reason?: string;
}

/** A call's method, its arguments, and whether making it twice is the same as once. */
export interface Call {
  readonly method: string;
  readonly args: readonly unknown[];
  readonly repeatable: boolean;
}

interface Held {
  readonly connection: Connection;
  /** Calls that wait for their answer on it. */
  calls: number;
  /** Called when none waits any more. */
  idle?: () => void;
  /** About to be left, or lost: a stream that ends on it without an error may not have been whole. */
  leaving: boolean;
  closed: boolean;
}

/**
 * One connection to whichever node answers: opened at the first call, opened anew when it breaks, moved to another node
 * when its own is about to stop. Calls wait for it as long as it takes, until their signal is aborted.
 */
export class KeptConnection {
  readonly state = new Latest<ConnectionState>({ state: "disconnected" });
  private readonly dial: (signal: AbortSignal) => Promise<Connection>;
  private readonly pause: Pause;
  private readonly closing = new AbortController();
  private held: Held | undefined;
  private opening: Promise<Held> | undefined;
  /** Connections lost since one of them was of use, so that a hub which accepts and drops isn't pressed on. */
  private losses = 0;

  /** @param dial Makes a connection, not yet started. A refusal that a pause doesn't mend ends the attempts. */
  constructor(dial: (signal: AbortSignal) => Promise<Connection>, pause: Pause) {
    this.dial = dial;
    this.pause = pause;
  }

  async open(signal?: AbortSignal): Promise<void> {
    await this.hold(signal);
  }

  async call<T>({ method, args, repeatable }: Call, signal?: AbortSignal): Promise<T> {
    for (let tries = 0; ; tries++) {
      const held = await this.hold(signal);
      held.calls++;
      try {
        const answer = await abortable(held.connection.invoke<T>(method, ...args), signal);
        this.losses = 0;
        return answer;
      } catch (error) {
        signal?.throwIfAborted();
        const told = tell(error, held);
        if (told.code !== "connection_lost" || !repeatable) throw told;
      } finally {
        if (--held.calls === 0) held.idle?.();
      }
      await this.pause(tries, undefined, signal);
    }
  }

  /** One pass over a stream of the hub. It throws `connection_lost` wherever the connection goes away under it. */
  async *stream<T>({ method, args }: Omit<Call, "repeatable">, signal?: AbortSignal): AsyncGenerator<T, void> {
    const held = await this.hold(signal);
    try {
      for await (const item of items(held.connection.stream<T>(method, ...args), signal)) {
        this.losses = 0;
        yield item;
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw tell(error, held);
    }
    if (held.leaving) throw lost();
  }

  /** Goes over to another connection while the one there is still serves, then stops that one. */
  async move(afterMs?: number): Promise<void> {
    const old = this.held;
    if (!old || old.leaving) return;
    old.leaving = true;
    try {
      await this.pause(0, afterMs, this.closing.signal);
      if (this.held === old) await (this.opening ??= this.openNew());
    } catch {
      old.leaving = old.closed;
      return;
    }
    if (old.calls > 0) await new Promise<void>((resolve) => (old.idle = resolve));
    await old.connection.stop().catch(() => {});
  }

  async close(): Promise<void> {
    const held = this.held;
    this.closing.abort(new RealtimeError("closed", "This client was closed."));
    await held?.connection.stop();
    this.held = undefined;
    this.state.set({ state: "disconnected", reason: "closed" });
  }

  private hold(signal?: AbortSignal): Promise<Held> {
    if (this.held && !this.closing.signal.aborted) return Promise.resolve(this.held);
    return abortable((this.opening ??= this.openNew()), signal);
  }

  private async openNew(): Promise<Held> {
    try {
      let wait: number | undefined;
      for (let tries = this.losses; ; tries++) {
        this.closing.signal.throwIfAborted();
        if (!this.held) this.state.set({ ...this.state.value, state: "connecting" });
        if (tries > 0) await this.pause(tries - 1, wait, this.closing.signal);
        try {
          return await this.openOnce();
        } catch (error) {
          if (isFinal(error)) throw error;
          wait = error instanceof RealtimeError ? error.retryAfterMs : undefined;
        }
      }
    } catch (error) {
      if (!this.held) this.state.set({ state: "disconnected", reason: error instanceof RealtimeError ? error.code : "unexpected" });
      throw error;
    } finally {
      this.opening = undefined;
    }
  }

  private async openOnce(): Promise<Held> {
    const connection = await this.dial(this.closing.signal);
    const held: Held = { connection, calls: 0, leaving: false, closed: false };
    connection.onclose(() => this.wasClosed(held));
    await connection.start();
    if (this.closing.signal.aborted) {
      await connection.stop();
      throw this.closing.signal.reason;
    }
    this.held = held;
    this.state.set({ state: "connected" });
    return held;
  }

  private wasClosed(held: Held): void {
    held.leaving = held.closed = true;
    if (this.held !== held) return;
    this.held = undefined;
    this.losses++;
    if (this.closing.signal.aborted) return;
    this.state.set({ state: "disconnected", reason: "connection_lost" });
    // Announcements come only while there is a connection, so it is opened anew though nobody may be calling. Whoever does
    // call meanwhile waits for the same attempts and is told how they end.
    this.hold().catch(() => {});
  }
}

function isFinal(error: unknown): boolean {
  return error instanceof RealtimeError && !["connection_lost", "unavailable", "rate_limited"].includes(error.code);
}

function tell(error: unknown, held: Held): RealtimeError {
  if (error instanceof RealtimeError) return error;
  const refusal = refusalFrom(error);
  if (refusal) return refusal;
  // Before the closing is noticed, SignalR says so in words only.
  if (held.closed || /not in the '?(connected|open)'? state/i.test(String(error))) return lost(error);
  return new RealtimeError("unexpected", error instanceof Error ? error.message : String(error), { cause: error });
}

function lost(cause?: unknown): RealtimeError {
  return new RealtimeError("connection_lost", "The connection to the hub was lost.", { cause });
}
