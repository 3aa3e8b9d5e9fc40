import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { SessionEvent } from "../src/index.ts";
import { complaints } from "./compile.ts";

// The hub's own tests write and read these files, so a sample that doesn't fit here is a client that doesn't fit the hub.
const folder = fileURLToPath(new URL("../../../tests/Contracts.Tests/Samples/", import.meta.url));

const eventTypes = Object.keys({
  "turn.started": true, "text.delta": true, "text.rewound": true, "tool.started": true, "tool.finished": true,
  "suggestion.draft": true, "suggestion.invalid": true, "suggestion.ready": true, "suggestion.changed": true,
  "turn.completed": true, "turn.cancelled": true, "turn.failed": true,
  "session.updated": true, "session.snapshot": true, "session.ended": true,
} satisfies Record<SessionEvent["type"], true>);
const shapes = ["Session", "Message", "TurnRef", "Suggestion", "Graph", "Notice", "SessionHit", "StartSession", "RenameSession", "SendMessage", "DecideSuggestion", "GiveFeedback"];

const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
const samples = files.map((name) => ({ name, json: readFileSync(folder + name, "utf8") }));

describe("the samples of the contract", () => {
  test("there is one of every event", () => {
    const types = samples.map(({ json }) => (JSON.parse(json) as { type?: string }).type);

    expect(types).toEqual(expect.arrayContaining(eventTypes));
  });

  test("each fits its TypeScript type, with nothing missing and nothing unknown", () => {
    const found = misfits(samples.map(({ name, json }) => ({ name, type: typeOf(name, json), json })));

    expect(found).toEqual([]);
  });

  test("one that lacks a member, has an unknown one or a wrong one is noticed", () => {
    const session = { sessionId: "s", userId: "u", title: "t", createdAt: "c", lastActive: "l", status: "active", lastSequence: 1 };
    const wrong = [{ ...session, title: undefined }, { ...session, colour: "red" }, { ...session, status: "asleep" }, { ...session, lastSequence: "1" }];

    const found = misfits([session, ...wrong].map((value, index) => ({ name: String(index), type: "Session", json: JSON.stringify(value) })));

    expect(found.map((complaint) => complaint[0])).toEqual(["1", "2", "3", "4"]);
  });
});

function typeOf(name: string, json: string): string {
  if ("type" in (JSON.parse(json) as object)) return "SessionEvent";
  const shape = shapes.find((known) => known.toLowerCase() === basename(name, ".json").replace(/[^a-z]/gi, "").toLowerCase());
  if (!shape) throw new Error(`There is no TypeScript type for the sample ${name}.`);
  return shape;
}

/** What the compiler says of each value as its type. */
function misfits(values: readonly { name: string; type: string; json: string }[]): string[] {
  return complaints(values.map(({ name, type, json }) => ({ name, source: `import type { ${type} } from "../src/index.ts";\nexport const sample: ${type} = ${json};\n` })));
}
