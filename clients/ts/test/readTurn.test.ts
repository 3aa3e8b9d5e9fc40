import { describe, expect, test } from "vitest";
import { fold, readTurn, RealtimeError, type Pause, type SessionEvent, type TurnSource } from "../src/index.ts";
import { between, random } from "./random.ts";
import { all, some } from "./some.ts";

const reply = some.reply("Con", "stel", "la", "tion");
const noPause: Pause = async (_tries, _atLeastMs, signal) => signal?.throwIfAborted();
const lost = () => new RealtimeError("connection_lost", "gone");

/** Gives the log from the cursor on; pass number n breaks after `breaks[n]` events, the passes after those are whole. */
function breaking(log: readonly SessionEvent[], breaks: readonly number[], end: () => void = () => { throw lost(); }): TurnSource & { passes: number[] } {
  const passes: number[] = [];
  return {
    passes,
    async *resumeReply(_sessionId, _turnId, after) {
      const least = breaks[passes.push(after) - 1] ?? Number.POSITIVE_INFINITY;
      let given = 0;
      for (const event of log.filter(({ sequence }) => sequence > after)) {
        if (given++ === least) return end();
        yield event;
      }
      if (least <= given) end();
    },
  };
}

describe("readTurn", () => {
  test("a turn is read to its terminal event", async () => {
    const events = await all(readTurn(breaking(reply, []), some.turn(), undefined, noPause));

    expect(events).toEqual(reply);
  });

  test.each(reply.slice(0, -1).map((_, at) => at))("a connection that breaks after %i events loses nothing and repeats nothing", async (at) => {
    const source = breaking(reply, [at]);

    const events = await all(readTurn(source, some.turn(), undefined, noPause));

    expect(events).toEqual(reply);
    expect(source.passes).toEqual([0, at === 0 ? 0 : reply[at - 1]!.sequence]);
  });

  test("connections that break anywhere, many times, from any cursor lose and repeat nothing", async () => {
    for (let seed = 0; seed < 300; seed++) {
      const next = random(seed);
      const from = between(next, 0, reply.length - 1);
      const breaks = Array.from({ length: 12 }, () => between(next, 0, 2));
      const after = from === 0 ? 0 : reply[from - 1]!.sequence;

      const events = await all(readTurn(breaking(reply, breaks), some.turn({ after }), undefined, noPause));

      expect(events, `seed ${seed}`).toEqual(reply.slice(from));
      expect(fold([...reply.slice(0, from), ...events]), `seed ${seed}`).toBe("Constellation");
    }
  });

  test("a stream that ends early without an error is read on", async () => {
    const events = await all(readTurn(breaking(reply, [2, 0, 1], () => {}), some.turn(), undefined, noPause));

    expect(events).toEqual(reply);
  });

  test("what a hub sends again is passed over", async () => {
    const source: TurnSource = { resumeReply: async function* (_sessionId, _turnId, after) {
      yield* after === 0 ? reply.slice(0, 3) : reply;
    } };

    const events = await all(readTurn(source, some.turn(), undefined, noPause));

    expect(events).toEqual(reply);
  });

  test("a cursor at the terminal event gives nothing", async () => {
    const events = await all(readTurn(breaking(reply, []), some.turn({ after: reply.at(-1)!.sequence }), undefined, noPause));

    expect(events).toEqual([]);
  });

  test("a refusal ends the reading", async () => {
    const source = breaking(reply, [2], () => { throw new RealtimeError("not_found", "no such turn"); });

    const reading = all(readTurn(source, some.turn(), undefined, noPause));

    await expect(reading).rejects.toMatchObject({ code: "not_found" });
    expect(source.passes).toHaveLength(1);
  });

  test("a hub whose store is away is asked again, no sooner than it says", async () => {
    const waits: (number | undefined)[] = [];
    const source = breaking(reply, [2], () => { throw new RealtimeError("unavailable", "away", { retryAfterMs: 700 }); });

    const events = await all(readTurn(source, some.turn(), undefined, async (_tries, atLeastMs) => void waits.push(atLeastMs)));

    expect(events).toEqual(reply);
    expect(waits).toEqual([700]);
  });

  test("pauses grow while nothing comes and start anew once something does", async () => {
    const tries: number[] = [];

    await all(readTurn(breaking(reply, [0, 0, 0, 1, 0]), some.turn(), undefined, async (count) => void tries.push(count)));

    expect(tries).toEqual([0, 1, 2, 0, 1]);
  });

  test("an abort ends the reading with its own reason", async () => {
    const leaving = new AbortController();
    const reading = readTurn(breaking(reply, [1]), some.turn(), leaving.signal, noPause);

    await reading.next();
    leaving.abort(new Error("left"));

    await expect(reading.next()).rejects.toThrow("left");
  });
});
