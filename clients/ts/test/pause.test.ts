import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { backoff, pauseMs, sleep } from "../src/index.ts";

describe("pauseMs", () => {
  test("the limit doubles with each try up to the longest", () => {
    const limits = [0, 1, 2, 3, 20, 5000].map((tries) => pauseMs(tries, 1));

    expect(limits).toEqual([300, 600, 1200, 2400, backoff.longestMs, backoff.longestMs]);
  });

  test("chance takes anything below the limit", () => {
    const waits = [0, 0.5, 0.999].map((random) => pauseMs(1, random));

    expect(waits).toEqual([0, 300, 599.4]);
  });

  test("what the hub asked to wait is kept, the jitter comes on top", () => {
    const wait = pauseMs(0, 0.5, 2000);

    expect(wait).toBe(2150);
  });
});

describe("sleep", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("it ends after its time", async () => {
    const ended = vi.fn();
    void sleep(500).then(ended);

    await vi.advanceTimersByTimeAsync(499);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);

    expect(ended).toHaveBeenCalled();
  });

  test("an abort ends it at once, with its reason, and leaves no timer", async () => {
    const leaving = new AbortController();
    const sleeping = sleep(500, leaving.signal);

    leaving.abort(new Error("left"));

    await expect(sleeping).rejects.toThrow("left");
    expect(vi.getTimerCount()).toBe(0);
  });

  test("an abort that came before is not waited for", async () => {
    const sleeping = sleep(500, AbortSignal.abort(new Error("left")));

    await expect(sleeping).rejects.toThrow("left");
    expect(vi.getTimerCount()).toBe(0);
  });
});
