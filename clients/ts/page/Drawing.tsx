import type { Drawable } from "./drawn.ts";
import { GraphDrawing } from "./GraphDrawing.tsx";
import { stateOf, titleOf, toneOf } from "./suggestionWords.ts";

/** The newest pipeline beside the conversation, drawn while it is being written. */
export function Drawing({ suggestion }: { suggestion: Drawable }) {
  const { status, graph } = suggestion;
  return (
    <aside className="drawing" aria-label="Drawn beside the conversation" data-status={status}>
      <div className="drawing__head">
        <h2>{titleOf(suggestion)}</h2>
        <span className="badge" data-status={toneOf(suggestion)}>{stateOf(suggestion)}</span>
      </div>
      <div className="drawing__graph" tabIndex={0}>
        <GraphDrawing graph={graph} label={`${graph.blocks.length} blocks and ${graph.edges.length} edges, as listed in the conversation`} />
      </div>
    </aside>
  );
}
