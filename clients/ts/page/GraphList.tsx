import type { Graph } from "../src/index.ts";
import { blockOrder } from "./blockOrder.ts";

/** A graph as lists: its blocks in the order of their work, then its edges. */
export function GraphList({ graph }: { graph: Graph }) {
  const nameOf = (blockId: string) => graph.blocks.find((block) => block.blockId === blockId)?.name ?? "…";
  return (
    <>
      <ol className="blocks" aria-label="Blocks">
        {blockOrder(graph).map(({ blockId, name, blockType, description }) => (
          <li key={blockId} className="block" data-type={blockType}>
            <span className="block__type">{blockType}</span>
            <span className="block__name">{name}</span>
            {description && <span className="block__about">{description}</span>}
          </li>
        ))}
      </ol>
      {graph.edges.length > 0 && (
        <ul className="edges" aria-label="Edges">
          {graph.edges.map(({ sourceBlockId, targetBlockId, edgeType }) => (
            <li key={`${sourceBlockId} ${targetBlockId}`}>
              {nameOf(sourceBlockId)} <span aria-label="to">→</span> {nameOf(targetBlockId)} <span className="edges__type">{edgeType}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
