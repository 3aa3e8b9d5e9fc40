import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { complaints } from "./compile.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("the code in the readme compiles", () => {
  const sources = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code], index) => ({
    name: `example ${index + 1}`,
    source: `declare function fetchMyToken(): Promise<string>;\n${code}`.replaceAll("@constellation/realtime", "../src/index.ts"),
  }));

  expect(sources).toHaveLength(2);
  expect(complaints(sources)).toEqual([]);
});
