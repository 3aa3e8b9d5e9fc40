import { useEffect, useRef, useState, type FormEvent } from "react";
import { flushSync } from "react-dom";
import type { RealtimeClient } from "../src/index.ts";

interface SessionHeadProps {
  readonly client: RealtimeClient;
  readonly sessionId: string;
  readonly title: string;
  readonly ended: boolean;
  readonly onFailed: (error: unknown) => void;
}

/** A session's title, and what can be done with the session as a whole. */
export function SessionHead({ client, sessionId, title, ended, onFailed }: SessionHeadProps) {
  const [renaming, setRenaming] = useState(false);
  // Who has renamed goes on from where they began.
  const begin = useRef<HTMLButtonElement>(null);
  const rename = (to: string) => {
    flushSync(() => setRenaming(false));
    begin.current?.focus();
    if (to !== "" && to !== title) client.renameSession({ sessionId, title: to }).catch(onFailed);
  };
  return (
    <div className="head">
      {renaming ? <TitleForm title={title} onDone={rename} /> : <h1 title={title}>{title}</h1>}
      <div className="head__actions">
        {!ended && !renaming && <button ref={begin} type="button" className="icon" aria-label="Rename session" title="Rename" onClick={() => setRenaming(true)}><Pencil /></button>}
        <button type="button" className="icon" aria-label="Export session" title="Export as Markdown" onClick={() => void save(client, sessionId, title).catch(onFailed)}><Arrow /></button>
        {!ended && <button type="button" className="button button--plain" onClick={() => client.endSession(sessionId).catch(onFailed)}>End session</button>}
      </div>
    </div>
  );
}

function TitleForm({ title, onDone }: { title: string; onDone: (title: string) => void }) {
  const [text, setText] = useState(title);
  const field = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => field.current?.select(), []);
  // A field that goes away loses the focus as well.
  const finish = (to: string) => {
    if (done.current) return;
    done.current = true;
    onDone(to);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    finish(text.trim());
  };
  return (
    <form className="head__form" onSubmit={submit}>
      <input ref={field} aria-label="Title" maxLength={200} value={text} onChange={(event) => setText(event.target.value)} onBlur={() => finish(text.trim())} onKeyDown={(event) => event.key === "Escape" && finish(title)} />
    </form>
  );
}

async function save(client: RealtimeClient, sessionId: string, title: string): Promise<void> {
  const address = URL.createObjectURL(await client.exportSession(sessionId, "markdown"));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${title.replace(/[^\p{L}\p{N} -]/gu, "").trim().slice(0, 80) || "session"}.md`;
  link.click();
  // The browser has to have begun.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function Pencil() {
  return <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true"><path d="m3 17 .9-3.9L13.6 3.4a1.4 1.4 0 0 1 2 0l1 1a1.4 1.4 0 0 1 0 2L6.9 16.1 3 17Z" /></svg>;
}

function Arrow() {
  return <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true"><path d="M10 3v9m0 0L6.5 8.5M10 12l3.5-3.5M4 13v3h12v-3" /></svg>;
}
