import { describe, expect, test } from "vitest";
import { fold, foldStep, RealtimeError, type SessionEvent } from "../src/index.ts";
import { between, random, someText } from "./random.ts";
import { some } from "./some.ts";

describe("fold", () => {
  test("deltas append and other events leave the text", () => {
    const text = fold(some.reply("Con", "stel", "lation"));

    expect(text).toBe("Constellation");
  });

  test("a rewind cuts back and what follows goes on from there", () => {
    const text = fold([some.started(1), some.delta(2, 0, "Constant"), some.rewound(3, 5), some.delta(4, 5, "ellation")]);

    expect(text).toBe("Constellation");
  });

  test("nothing is taken in after the terminal event", () => {
    const text = fold([...some.reply("Con"), some.delta(99, 3, "stant")]);

    expect(text).toBe("Con");
  });

  test("offsets count UTF-16 code units", () => {
    const text = fold([some.delta(1, 0, "🔥"), some.delta(2, 2, "🛰️"), some.rewound(3, 2), some.delta(4, 2, "!")]);

    expect(text).toBe("🔥!");
  });

  test.each([
    ["a delta after a gap", some.delta(2, 4, "x")],
    ["a delta that repeats", some.delta(2, 0, "abc")],
    ["a rewind beyond the text", some.rewound(2, 4)],
  ])("%s is told as unexpected", (_, event) => {
    const step = () => foldStep("abc", event);

    expect(step).toThrow(RealtimeError);
    expect(step).toThrow(expect.objectContaining({ code: "unexpected" }));
  });

  test("random pieces and rewinds fold to what was said, however their deltas are merged", () => {
    for (let seed = 0; seed < 500; seed++) {
      const { events, said } = someTurn(random(seed));

      const text = fold(events);

      expect(text, `seed ${seed}`).toBe(said);
      expect(fold(merged(events, random(seed))), `seed ${seed}, merged`).toBe(said);
    }
  });
});

/** A turn of random pieces and rewinds, and what stands at its end by keeping whole characters rather than lengths. */
function someTurn(next: () => number): { events: SessionEvent[]; said: string } {
  const events: SessionEvent[] = [];
  let said: string[] = [];
  for (let sequence = 1; sequence <= between(next, 1, 40); sequence++) {
    if (next() < 0.2) {
      said = said.slice(0, between(next, 0, said.length));
      events.push(some.rewound(sequence, said.join("").length));
    } else {
      const piece = someText(next, 8);
      events.push(some.delta(sequence, said.join("").length, piece));
      said.push(...piece);
    }
  }
  return { events, said: said.join("") };
}

/** The same events with some neighbouring deltas merged into one, as a server may send them. */
function merged(events: readonly SessionEvent[], next: () => number): SessionEvent[] {
  const result: SessionEvent[] = [];
  for (const event of events) {
    const last = result.at(-1);
    if (last?.type === "text.delta" && event.type === "text.delta" && next() < 0.5) {
      result[result.length - 1] = { ...event, offset: last.offset, text: last.text + event.text };
    } else {
      result.push(event);
    }
  }
  return result;
}
