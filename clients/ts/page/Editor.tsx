import { useEffect, useId, useRef, useState, type FormEvent } from "react";
import { readJson, RealtimeError, writeJson, type Finding, type Json } from "../src/index.ts";
import { lineAt, placeOf, type Place } from "./jsonPlace.ts";
import { sentenceFor } from "./sentences.ts";

/** What a message to the hub holds, however it is configured. */
const mostBytes = 64_000;

interface EditorProps {
  readonly payload: Json;
  /** Fails where the hub refuses it: then nothing was decided. */
  readonly onAccept: (payload: Json) => Promise<void>;
  readonly onCancel: () => void;
}

/** Why what was written can't be accepted. */
export interface Refused {
  readonly message: string;
  readonly errors: readonly Finding[];
}

/** A suggestion's payload as text, for its user to change before they accept it. What the hub finds wrong is shown with its places. */
export function Editor({ payload, onAccept, onCancel }: EditorProps) {
  const [text, setText] = useState(() => writeJson(payload, 2));
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [fieldId, refusedId] = [useId(), useId()];
  useEffect(() => field.current?.focus(), []);

  const accept = async (event: FormEvent) => {
    event.preventDefault();
    const written = read(text);
    if ("refused" in written) return setRefused(written.refused);
    setBusy(true);
    try {
      await onAccept(written.payload);
    } catch (error) {
      setRefused(refusedBy(error));
      setBusy(false);
    }
  };
  const show = ({ start, end }: Place) => {
    const area = field.current!;
    area.focus();
    area.setSelectionRange(start, end);
    area.scrollTop = (area.scrollHeight * (lineAt(text, start) - 1)) / text.split("\n").length - area.clientHeight / 3;
  };

  return (
    <form className="editor" onSubmit={(event) => void accept(event)}>
      <label htmlFor={fieldId}>What goes to the API, as JSON</label>
      <textarea id={fieldId} ref={field} value={text} rows={12} wrap="off" spellCheck={false} autoCapitalize="off" autoComplete="off" readOnly={busy}
        aria-invalid={refused !== null} aria-describedby={refused ? refusedId : undefined} onChange={(event) => setText(event.target.value)} />
      <div id={refusedId} role="alert">{refused && <Faults refused={refused} text={text} onShow={show} />}</div>
      <div className="suggestion__foot">
        <button className="button button--strong" disabled={busy}>Accept as edited</button>
        <button type="button" className="button" disabled={busy} onClick={onCancel}>Cancel</button>
      </div>
    </form>
  );
}

/** What is wrong, each with the line that it is in: choosing it selects the place. */
export function Faults({ refused: { message, errors }, text, onShow }: { refused: Refused; text: string; onShow: (place: Place) => void }) {
  if (errors.length === 0) return <p className="problem">{message}</p>;
  return (
    <div className="problem">
      <p>This is not valid yet. Nothing was decided.</p>
      <ul>
        {errors.map(({ pointer, message: told }, index) => {
          const place = placeOf(text, pointer);
          return (
            <li key={index}>
              {place && <button type="button" className="editor__place" title={pointer || undefined} onClick={() => onShow(place)}>Line {lineAt(text, place.start)}</button>} {told}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** What was written; or why it is nothing that can be sent. */
export function read(text: string): { readonly payload: Json } | { readonly refused: Refused } {
  const refuse = (message: string) => ({ refused: { message, errors: [] } });
  try {
    const payload = readJson(text) as Json;
    const bytes = new TextEncoder().encode(writeJson(payload)).length;
    return bytes > mostBytes ? refuse(`This is too long: it may have ${mostBytes.toLocaleString("en")} bytes.`) : { payload };
  } catch (error) {
    return refuse(`This is not JSON yet: ${(error as Error).message}`);
  }
}

function refusedBy(error: unknown): Refused {
  return { message: sentenceFor(error), errors: error instanceof RealtimeError ? error.errors : [] };
}
