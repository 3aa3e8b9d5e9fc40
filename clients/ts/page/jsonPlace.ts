/** A part of a text. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Where in a JSON text the value at a pointer (RFC 6901) stands; null where there is none, or the text is no JSON. */
export function placeOf(text: string, pointer: string): Place | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const names = pointer.split("/").slice(1).map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  let at = 0;
  let found: Place | null = null;
  read(names);
  return found;

  /** Reads a value; `left` are the names from it to the one that is looked for, null where that isn't in it. */
  function read(left: readonly string[] | null): void {
    skip(/\s/);
    const start = at;
    if (text[at] === "{" || text[at] === "[") readMembers(left, text[at] === "{");
    else if (text[at] === '"') readText();
    else skip(/[^\s,\]}]/);
    if (left?.length === 0) found = { start, end: at };
    skip(/\s/);
  }

  function readMembers(left: readonly string[] | null, named: boolean): void {
    at++;
    skip(/\s/);
    for (let index = 0; text[at] !== "}" && text[at] !== "]"; index++) {
      const name = named ? readName() : String(index);
      read(left?.[0] === name ? left.slice(1) : null);
      if (text[at] === ",") at++;
      skip(/\s/);
    }
    at++;
  }

  function readName(): string {
    const name = readText();
    skip(/[\s:]/);
    return name;
  }

  function readText(): string {
    const start = at++;
    while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
    return JSON.parse(text.slice(start, ++at)) as string;
  }

  function skip(some: RegExp): void {
    while (at < text.length && some.test(text[at]!)) at++;
  }
}

/** The line, from 1, that the character is in. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
