import { describe, expect, test } from "vitest";
import { blockOrder } from "../page/blockOrder.ts";

const graph = (blocks: string, ...edges: string[]) => ({
  blocks: [...blocks].map((blockId) => ({ blockId, name: blockId, blockType: "model" })),
  edges: edges.map((edge) => ({ sourceBlockId: edge[0]!, targetBlockId: edge[1]!, edgeType: "primary" })),
});
const order = (...args: Parameters<typeof graph>) => blockOrder(graph(...args)).map(({ blockId }) => blockId).join("");

describe("blockOrder", () => {
  test.each([
    ["a chain, from any order", order("cab", "ab", "bc"), "abc"],
    ["two ways to one block", order("dcba", "ac", "bc", "cd"), "bacd"],
    ["no edges: as they came", order("bca"), "bca"],
    ["an edge to a block that hasn't arrived", order("ba", "ab", "xa"), "ab"],
    ["a cycle, in a draft: all are there", order("abc", "bc", "cb"), "abc"],
  ])("%s", (_, found, expected) => {
    expect(found).toBe(expected);
  });
});
