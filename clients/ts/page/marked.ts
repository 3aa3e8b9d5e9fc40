/** A part of a text, and whether it is a word that was looked for. */
export interface Marked {
  readonly text: string;
  readonly found: boolean;
}

/** The text in parts: each word that begins with one of the query's, without regard to case and accents, apart. */
export function marked(text: string, query: string): readonly Marked[] {
  const wanted = (query.match(/[\p{L}\p{N}]+/gu) ?? []).map(plain);
  return text.split(/([\p{L}\p{N}\p{M}]+)/u).filter((part) => part !== "").map((part) => ({ text: part, found: wanted.some((word) => plain(part).startsWith(word)) }));
}

function plain(word: string): string {
  return word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
