import { execFile } from "node:child_process";
import { promisify } from "node:util";
import ts from "typescript";
import { expect, test, vi } from "vitest";
import * as realtime from "../src/index.ts";
import { hubUrl } from "./hubUrl.ts";
import { codeIn } from "./markdown.ts";

const run = promisify(execFile);
const here = (code: string) => code.replaceAll("http://localhost:5080", hubUrl());

test("the readme's curl lines do what it says", async () => {
  const script = codeIn("README.md", "sh").filter((code) => code.includes("curl")).join("");

  const { stdout } = await run("bash", ["-euo", "pipefail", "-c", here(script)]);

  expect(stdout).toMatch(/^For burning fires/);
  expect(stdout).toMatch(/"target_block_id": "[0-9a-f-]{36}"/);
  expect(stdout).toMatch(/"status":\s?"ended"/);
  expect(eventsIn(stdout).filter((type) => type === "turn.completed")).toHaveLength(3);
  expect(eventsIn(stdout).at(-1)).toBe("session.ended");
});

test("the readme's TypeScript asks, and shows the suggestion and the reply", async () => {
  const [code] = codeIn("README.md", "ts");
  const { outputText } = ts.transpileModule(here(code!), { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const log = vi.spyOn(console, "log").mockImplementation(() => {});

  const AsyncFunction = (async () => {}).constructor as new (...code: string[]) => (...args: unknown[]) => Promise<void>;
  await new AsyncFunction("require", "exports", outputText)(() => realtime, {});

  expect(log.mock.calls).toEqual([
    [expect.any(String), expect.objectContaining({ blocks: expect.any(Array), edges: expect.any(Array) })],
    [expect.stringMatching(/^For burning fires/)],
  ]);
});

function eventsIn(stream: string): string[] {
  return [...stream.matchAll(/^event: (.*)$/gm)].map(([, type]) => type!);
}
