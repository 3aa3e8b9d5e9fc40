/** What the client needs of one connection to the hub: a part of SignalR's `HubConnection`, so that tests drive a fake. */
export interface Connection {
  start(): Promise<void>;
  stop(): Promise<void>;
  invoke<T>(method: string, ...args: unknown[]): Promise<T>;
  stream<T>(method: string, ...args: unknown[]): ConnectionStream<T>;
  on(method: string, handler: (...args: unknown[]) => void): void;
  onclose(handler: (error?: Error) => void): void;
}

/** What SignalR gives for a streaming call. Nothing is sent back when its reader is slow. */
export interface ConnectionStream<T> {
  subscribe(subscriber: { next(item: T): void; error(error: unknown): void; complete(): void }): { dispose(): void };
}

/**
 * A streaming call as an async iterable. Leaving the loop, or the signal, disposes the stream: the hub stops sending.
 * Items wait here for a slow reader, because the protocol has no way to hold the hub back.
 */
export async function* items<T>(stream: ConnectionStream<T>, signal?: AbortSignal): AsyncGenerator<T, void> {
  signal?.throwIfAborted();
  const waiting: T[] = [];
  let ending: { readonly error?: unknown } | undefined;
  let wake = () => {};
  const end = (how: { readonly error?: unknown }) => {
    ending ??= how;
    wake();
  };
  const stop = () => end({ error: signal?.reason });
  signal?.addEventListener("abort", stop, { once: true });
  const subscription = stream.subscribe({
    next: (item) => {
      waiting.push(item);
      wake();
    },
    error: (error) => end({ error }),
    complete: () => end({}),
  });
  try {
    for (;;) {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
        signal?.throwIfAborted();
        yield item;
      }
      if (ending) break;
      await new Promise<void>((resolve) => (wake = resolve));
    }
    if ("error" in ending) throw ending.error;
  } finally {
    signal?.removeEventListener("abort", stop);
    subscription.dispose();
  }
}
