import dagre from "@dagrejs/dagre";
import type { Graph, GraphBlock, GraphEdge } from "../src/index.ts";

/** Where a graph's parts are drawn, in user units: data flows down. */
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly blocks: readonly { readonly block: GraphBlock; readonly left: number; readonly top: number }[];
  readonly edges: readonly { readonly edge: GraphEdge; readonly path: string }[];
}

export const blockWidth = 210;
export const blockHeight = 68;

/** An edge of a draft may come before its blocks do: it is drawn once both are there. */
export function graphLayout({ blocks, edges }: Graph): GraphLayout {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 24, ranksep: 52, marginx: 6, marginy: 6 });
  const there = new Set(blocks.map(({ blockId }) => blockId));
  const drawable = edges.filter(({ sourceBlockId, targetBlockId }) => sourceBlockId !== targetBlockId && there.has(sourceBlockId) && there.has(targetBlockId));
  for (const { blockId } of blocks) graph.setNode(blockId, { width: blockWidth, height: blockHeight });
  drawable.forEach(({ sourceBlockId, targetBlockId }, index) => graph.setEdge(sourceBlockId, targetBlockId, {}, String(index)));
  dagre.layout(graph);

  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width: Math.max(0, width),
    height: Math.max(0, height),
    blocks: [...new Map(blocks.map((block) => [block.blockId, block])).values()].map((block) => {
      const { x, y } = graph.node(block.blockId);
      return { block, left: x - blockWidth / 2, top: y - blockHeight / 2 };
    }),
    edges: drawable.map((edge, index) => ({ edge, path: curve(graph.edge(edge.sourceBlockId, edge.targetBlockId, String(index)).points) })),
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A smooth line that begins and ends at the outer points and bends towards those between them. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.pop();
  if (!first || !last) return "";
  const bends = rest.map((point, index) => {
    const next = rest[index + 1] ?? last;
    const end = index === rest.length - 1 ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${at(point)} ${at(end)}`;
  });
  return `M${at(first)} ${bends.length > 0 ? bends.join(" ") : `L${at(last)}`}`;
}

function at({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
