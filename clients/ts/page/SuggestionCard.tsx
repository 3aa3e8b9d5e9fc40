import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { writeJson, type Decision, type Json, type Suggestion, type SuggestionDraft } from "../src/index.ts";
import { Copy } from "./Copy.tsx";
import { Editor } from "./Editor.tsx";
import { Fields } from "./Fields.tsx";
import { GraphList } from "./GraphList.tsx";
import { Outcome } from "./Outcome.tsx";
import { stateOf, titleOf, toneOf } from "./suggestionWords.ts";
import { inWords } from "./words.ts";

interface SuggestionCardProps {
  readonly suggestion: Suggestion | SuggestionDraft;
  /** Absent where nothing can be decided any more. */
  readonly onDecide: ((suggestionId: string, decision: Decision) => Promise<void>) | undefined;
  /** Accepts what the user made of it. Fails where that is refused. */
  readonly onAcceptEdited?: ((suggestionId: string, payload: Json) => Promise<void>) | undefined;
}

export function SuggestionCard({ suggestion, onDecide, onAcceptEdited }: SuggestionCardProps) {
  const { suggestionId, target, graph, status, payload } = suggestion;
  const whole = isWhole(suggestion) ? suggestion : null;
  const title = titleOf(suggestion);
  return (
    <section className="suggestion" aria-label={`Suggested ${target}: ${title}`} aria-busy={status === "draft"} data-status={status}>
      <div className="suggestion__head">
        <div>
          <p className="suggestion__target" title={target}>{inWords(target)}</p>
          <h2>{title}</h2>
        </div>
        <span className="badge" data-status={toneOf(suggestion)} role="status">{stateOf(suggestion)}</span>
      </div>
      {whole?.summary && <p>{whole.summary}</p>}
      {graph ? <GraphList graph={graph} /> : <Fields value={payload} />}
      {whole && <Notes suggestion={whole} />}
      {whole?.edited && <p className="hint">As you edited it.</p>}
      {whole && <Outcome suggestion={whole} />}
      {whole && <Payload payload={payload} />}
      {status === "ready" && onDecide && (
        <Deciding payload={payload} decide={(decision) => onDecide(suggestionId, decision)} acceptEdited={onAcceptEdited && ((edited) => onAcceptEdited(suggestionId, edited))} />
      )}
    </section>
  );
}

function Notes({ suggestion: { runnable, warnings } }: { suggestion: Suggestion }) {
  if (runnable && warnings.length === 0) return null;
  return (
    <ul className="notes" aria-label="Worth knowing">
      {!runnable && <li>It is valid, but today's runner can't execute it.</li>}
      {warnings.map(({ message }, index) => <li key={index}>{message}</li>)}
    </ul>
  );
}

function Payload({ payload }: { payload: Json }) {
  const text = writeJson(payload, 2);
  return (
    <details className="payload">
      <summary>What goes to the API</summary>
      <div className="payload__text">
        <pre tabIndex={0}>{text}</pre>
        <Copy text={text} label="Copy the JSON" />
      </div>
    </details>
  );
}

interface DecidingProps {
  readonly payload: Json;
  readonly decide: (decision: Decision) => Promise<void>;
  readonly acceptEdited: ((payload: Json) => Promise<void>) | undefined;
}

function Deciding({ payload, decide, acceptEdited }: DecidingProps) {
  const [busy, setBusy] = useState(false);
  const [editing, setEditing] = useState(false);
  // Who cancels goes on from where they began.
  const begin = useRef<HTMLButtonElement>(null);
  const cancel = () => {
    flushSync(() => setEditing(false));
    begin.current?.focus();
  };
  const click = (decision: Decision) => async () => {
    setBusy(true);
    await decide(decision);
    setBusy(false);
  };
  if (editing && acceptEdited) return <Editor payload={payload} onAccept={acceptEdited} onCancel={cancel} />;
  return (
    <div className="suggestion__foot">
      <button type="button" className="button button--strong" disabled={busy} onClick={click("accepted")}>Accept</button>
      {acceptEdited && <button ref={begin} type="button" className="button" disabled={busy} onClick={() => setEditing(true)}>Edit</button>}
      <button type="button" className="button" disabled={busy} onClick={click("rejected")}>Reject</button>
    </div>
  );
}

function isWhole(suggestion: Suggestion | SuggestionDraft): suggestion is Suggestion {
  return suggestion.status !== "draft";
}
