import { useId, useMemo } from "react";
import type { Graph } from "../src/index.ts";
import { blockHeight, blockWidth, graphLayout } from "./graphLayout.ts";

/** A graph as a picture. What it says is in the suggestion's lists too, so it is an image to who can't see it. */
export function GraphDrawing({ graph, label }: { graph: Graph; label: string }) {
  const { width, height, blocks, edges } = useMemo(() => graphLayout(graph), [graph]);
  const arrow = useId();
  return (
    <svg className="graph" role="img" aria-label={label} viewBox={`0 0 ${width} ${height}`} width={width} height={height}>
      <defs>
        <marker id={arrow} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
          <path className="graph__arrow" d="M0 0 8 4 0 8Z" />
        </marker>
      </defs>
      {edges.map(({ edge: { sourceBlockId, targetBlockId, edgeType }, path }) => (
        <path key={`${sourceBlockId} ${targetBlockId} ${edgeType}`} className="graph__edge" d={path} pathLength={1} markerEnd={`url(#${arrow})`}>
          <title>{edgeType}</title>
        </path>
      ))}
      {blocks.map(({ block: { blockId, name, blockType, description }, left, top }) => (
        <foreignObject key={blockId} x={left} y={top} width={blockWidth} height={blockHeight}>
          <div className="graph__block" data-type={blockType} title={description}>
            <span className="block__type">{blockType}</span>
            <span className="graph__name">{name}</span>
          </div>
        </foreignObject>
      ))}
    </svg>
  );
}
