import type { Graph, GraphBlock } from "../src/index.ts";

/** The blocks so that each comes behind those that lead to it; as they came where the edges leave it open. */
export function blockOrder({ blocks, edges }: Graph): readonly GraphBlock[] {
  const ordered: GraphBlock[] = [];
  let waiting = [...blocks];
  while (waiting.length > 0) {
    const waits = new Set(waiting.map(({ blockId }) => blockId));
    const next = waiting.find(({ blockId }) => !edges.some((edge) => edge.targetBlockId === blockId && edge.sourceBlockId !== blockId && waits.has(edge.sourceBlockId)));
    const block = next ?? waiting[0]!; // A cycle, in a draft that isn't checked yet.
    ordered.push(block);
    waiting = waiting.filter((other) => other !== block);
  }
  return ordered;
}
