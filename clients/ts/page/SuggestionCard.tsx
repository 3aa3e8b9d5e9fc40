import { useState } from "react";
import type { Decision, Suggestion, SuggestionDraft } from "../src/index.ts";
import { GraphList } from "./GraphList.tsx";
import { suggestionStates, titleOf } from "./suggestionWords.ts";

interface SuggestionCardProps {
  readonly suggestion: Suggestion | SuggestionDraft;
  /** Absent where nothing can be decided any more. */
  readonly onDecide: ((suggestionId: string, decision: Decision) => Promise<void>) | undefined;
}

export function SuggestionCard({ suggestion, onDecide }: SuggestionCardProps) {
  const { suggestionId, target, graph, status, payload } = suggestion;
  const whole = isWhole(suggestion) ? suggestion : null;
  const title = titleOf(suggestion);
  return (
    <section className="suggestion" aria-label={`Suggested ${target}: ${title}`} aria-busy={status === "draft"} data-status={status}>
      <div className="suggestion__head">
        <h2>{title}</h2>
        <span className="badge" data-status={status} role="status">{suggestionStates[status]}</span>
      </div>
      {whole?.summary && <p>{whole.summary}</p>}
      {graph && <GraphList graph={graph} />}
      {whole && <Notes suggestion={whole} />}
      {whole && (
        <details className="payload">
          <summary>What goes to the API</summary>
          <pre tabIndex={0}>{JSON.stringify(payload, null, 2)}</pre>
        </details>
      )}
      {status === "ready" && onDecide && <Deciding decide={(decision) => onDecide(suggestionId, decision)} />}
    </section>
  );
}

function Notes({ suggestion: { runnable, warnings, error } }: { suggestion: Suggestion }) {
  return (
    <>
      {error && <p className="problem">{error.message}</p>}
      {(!runnable || warnings.length > 0) && (
        <ul className="notes" aria-label="Worth knowing">
          {!runnable && <li>It is valid, but today's runner can't execute it.</li>}
          {warnings.map(({ message }, index) => <li key={index}>{message}</li>)}
        </ul>
      )}
    </>
  );
}

function Deciding({ decide }: { decide: (decision: Decision) => Promise<void> }) {
  const [busy, setBusy] = useState(false);
  const click = (decision: Decision) => async () => {
    setBusy(true);
    await decide(decision);
    setBusy(false);
  };
  return (
    <div className="suggestion__foot">
      <button type="button" className="button button--strong" disabled={busy} onClick={click("accepted")}>Accept</button>
      <button type="button" className="button" disabled={busy} onClick={click("rejected")}>Reject</button>
    </div>
  );
}

function isWhole(suggestion: Suggestion | SuggestionDraft): suggestion is Suggestion {
  return suggestion.status !== "draft";
}
