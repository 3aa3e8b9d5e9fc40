import { readFileSync } from "node:fs";

/** The fenced blocks of a page of this repository whose info string is `language`. */
export function codeIn(page: string, language: string): string[] {
  const text = readFileSync(new URL(`../../../${page}`, import.meta.url), "utf8");
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, info, code]) => (info === language ? [code!] : []));
}
