import { expect, test } from "vitest";
import { complaints } from "./compile.ts";
import { codeIn } from "./markdown.ts";

test.each([["clients/ts/README.md", 2], ["README.md", 1]])("the code in %s compiles", (page, count) => {
  const sources = codeIn(page, "ts").map((code, index) => ({
    name: `example ${index + 1}`,
    source: `declare function fetchMyToken(): Promise<string>;\n${code}`.replaceAll("@constellation/realtime", "../src/index.ts"),
  }));

  expect(sources).toHaveLength(count);
  expect(complaints(sources)).toEqual([]);
});
