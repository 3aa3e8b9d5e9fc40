/** A value that changes, and who waits for it to change. A slow reader gets the latest one and misses those between. */
export class Latest<T> {
  private wake: (() => void)[] = [];
  private current: T;

  constructor(first: T) {
    this.current = first;
  }

  get value(): T {
    return this.current;
  }

  set(value: T): void {
    this.current = value;
    for (const wake of this.wake.splice(0)) wake();
  }

  /** The value now, then each one that it becomes, until the signal ends the loop. */
  async *values(signal: AbortSignal): AsyncGenerator<T, void> {
    const stop = () => this.set(this.current);
    signal.addEventListener("abort", stop);
    try {
      for (let seen: T | undefined; !signal.aborted; ) {
        if (seen !== this.current) yield (seen = this.current);
        else await new Promise<void>((resolve) => this.wake.push(resolve));
      }
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }
}
