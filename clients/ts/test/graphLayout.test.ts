import { describe, expect, test } from "vitest";
import { blockHeight, blockWidth, graphLayout } from "../page/graphLayout.ts";

const graph = (blocks: string, ...edges: string[]) => ({
  blocks: [...blocks].map((blockId) => ({ blockId, name: blockId, blockType: "model" })),
  edges: edges.map((edge) => ({ sourceBlockId: edge[0]!, targetBlockId: edge[1]!, edgeType: "primary" })),
});
const place = (layout: ReturnType<typeof graphLayout>, id: string) => layout.blocks.find(({ block }) => block.blockId === id)!;

describe("graphLayout", () => {
  test("data flows down, whatever the order in which blocks came", () => {
    const layout = graphLayout(graph("cab", "ab", "bc"));

    expect(place(layout, "a").top).toBeLessThan(place(layout, "b").top);
    expect(place(layout, "b").top).toBeLessThan(place(layout, "c").top);
  });

  test("no two blocks overlap, and all are inside the picture", () => {
    const layout = graphLayout(graph("abcdef", "ac", "bc", "cd", "ce", "df", "ef"));

    for (const one of layout.blocks) {
      expect(one.left).toBeGreaterThanOrEqual(0);
      expect(one.left + blockWidth).toBeLessThanOrEqual(layout.width);
      expect(one.top + blockHeight).toBeLessThanOrEqual(layout.height);
      for (const other of layout.blocks.filter((block) => block !== one)) {
        expect(Math.abs(one.left - other.left) >= blockWidth || Math.abs(one.top - other.top) >= blockHeight).toBe(true);
      }
    }
    expect(layout.edges).toHaveLength(6);
  });

  test("a draft draws what has come: an edge waits for both of its blocks", () => {
    expect(graphLayout(graph("a", "ab")).edges).toEqual([]);
    expect(graphLayout(graph("ab", "ab")).edges).toHaveLength(1);
    expect(graphLayout(graph("")).blocks).toEqual([]);
  });

  test("what is wrong in a draft is drawn all the same", () => {
    const layout = graphLayout(graph("aabc", "aa", "ab", "ab", "bc", "ca"));

    expect(layout.blocks).toHaveLength(3);
    expect(layout.edges.every(({ path }) => /^M[\d. -]+ [QL][\d. -]+/.test(path))).toBe(true);
  });
});
