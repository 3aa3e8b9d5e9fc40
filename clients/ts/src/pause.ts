/** How long to wait before trying again, in milliseconds. */
export interface Backoff {
  /** The longest wait before the first try. */
  readonly firstMs: number;
  /** The longest wait before any try. */
  readonly longestMs: number;
}

/** Short enough that a reader hardly notices a lost node, long enough that many readers don't press on the next one. */
export const backoff: Backoff = { firstMs: 300, longestMs: 10_000 };

/**
 * The wait before try number `tries`, counted from 0: anything up to a limit that doubles each time ("full jitter"),
 * so that clients that lost the same node don't come back together.
 * @param random From 0 to 1, without 1.
 * @param atLeastMs What the hub asked to wait; the jitter comes on top.
 */
export function pauseMs(tries: number, random: number, atLeastMs = 0, { firstMs, longestMs }: Backoff = backoff): number {
  return atLeastMs + random * Math.min(longestMs, firstMs * 2 ** Math.min(tries, 30));
}

/** Waits, or rejects with the signal's reason as soon as it is aborted. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** Waits before try number `tries`. Tests put one in place that doesn't wait. */
export type Pause = (tries: number, atLeastMs?: number, signal?: AbortSignal) => Promise<void>;

/** The wait of {@link pauseMs}, with chance. */
export const pause: Pause = (tries, atLeastMs, signal) => sleep(pauseMs(tries, Math.random(), atLeastMs), signal);
