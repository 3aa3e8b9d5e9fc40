/**
 * JSON whose numbers keep their text. A payload's `1.50`, or a number with more digits than JavaScript can hold, reads as the nearest number, like anything else; written
 * again it is what it was. The text is known by the object that the number is in: one that is copied has lost it.
 */
const texts = new WeakMap<object, Map<string, string>>();

/** Stands for a number's text in a string. The hub lets no text with U+0000 in or out. */
const mark = "\u0000#";
const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;
const marked = /"\\u0000#([^"]*)"/g;

/** What `JSON.parse` reads. */
export function readJson(json: string): unknown {
  const value: unknown = JSON.parse(json);
  const kept = json.replace(token, (text) => (text.startsWith('"') || text === String(Number(text)) ? text : JSON.stringify(mark + text)));
  return kept === json ? value : JSON.parse(kept, remember);
}

/** What `JSON.stringify` writes, but for the numbers that {@link readJson} read. */
export function writeJson(value: unknown, space?: number): string {
  return JSON.stringify(value, recall, space).replace(marked, "$1");
}

function remember(this: object, key: string, value: unknown): unknown {
  if (typeof value !== "string" || !value.startsWith(mark)) return value;
  const text = value.slice(mark.length);
  const known = texts.get(this) ?? new Map<string, string>();
  texts.set(this, known.set(key, text));
  return Number(text);
}

function recall(this: object, key: string, value: unknown): unknown {
  const text = typeof value === "number" ? texts.get(this)?.get(key) : undefined;
  return text !== undefined && Object.is(Number(text), value) ? mark + text : value;
}
