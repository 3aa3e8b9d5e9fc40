/** Numbers from 0 to 1 that are the same for the same seed (mulberry32), so that a failing case can be run again. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A whole number from `from` to `to`, both included. */
export function between(next: () => number, from: number, to: number): number {
  return from + Math.floor(next() * (to - from + 1));
}

const characters = ["a", "ß", " ", "\n", "e\u0301", "שלום", "مرحبا", "🔥", "👩🏽‍🚀", "🛰️", "𝔘", "中", "\u202e", "```", "{"];

/** Text of all kinds: surrogate pairs, combining marks, both directions. */
export function someText(next: () => number, most: number): string {
  return Array.from({ length: between(next, 0, most) }, () => characters[between(next, 0, characters.length - 1)]).join("");
}
