import { describe, expect, test } from "vitest";
import { nothingYet, type TurnView } from "../page/conversation.ts";
import { drawn } from "../page/drawn.ts";
import type { SuggestionDraft } from "../src/index.ts";

const block = { blockId: "a", name: "A", blockType: "dataset" };
const draft = (suggestionId: string, blocks = [block]): SuggestionDraft => ({ suggestionId, target: "pipeline", payload: {}, status: "draft", graph: { blocks, edges: [] } });
const turn = (status: TurnView["status"], ...suggestions: SuggestionDraft[]): TurnView => ({ turnId: status, text: "", status, tools: [], suggestions, rejections: [] });
const of = (...turns: TurnView[]) => drawn({ ...nothingYet, turns })?.suggestionId;

describe("drawn", () => {
  test.each([
    ["nothing, where nothing was suggested", of(turn("complete")), undefined],
    ["the newest suggestion", of(turn("complete", draft("one")), turn("running", draft("two"), draft("three"))), "three"],
    ["the one before, until the next has a block", of(turn("complete", draft("one")), turn("running", draft("two", []))), "one"],
    ["none of a superseded reply", of(turn("complete", draft("one")), turn("superseded", draft("two"))), "one"],
  ])("%s", (_, found, expected) => {
    expect(found).toBe(expected);
  });
});
