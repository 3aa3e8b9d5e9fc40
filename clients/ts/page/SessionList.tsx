import { useState } from "react";
import type { RealtimeClient, Session } from "../src/index.ts";
import { marked } from "./marked.ts";
import { addressOf } from "./useSessionId.ts";
import { useSearch } from "./useSearch.ts";

interface SessionListProps {
  readonly client: RealtimeClient;
  readonly sessions: readonly Session[];
  readonly current: string | null;
  readonly onNew: () => void;
  readonly onMore: (() => void) | undefined;
}

export function SessionList({ client, sessions, current, onNew, onMore }: SessionListProps) {
  const [query, setQuery] = useState("");
  const { hits, problem } = useSearch(client, query);
  const searching = query.trim() !== "";
  const rows = searching ? (hits ?? []) : sessions.map((session) => ({ session, snippet: undefined }));
  return (
    <nav id="sessions" className="sessions" aria-label="Sessions">
      <button type="button" className="button" onClick={onNew}>New session</button>
      <input type="search" className="sessions__search" aria-label="Search your sessions" placeholder="Search" maxLength={200} value={query} onChange={(event) => setQuery(event.target.value)} />
      <ul>
        {rows.map(({ session: { sessionId, title, activeTurnId }, snippet }) => (
          <li key={sessionId}>
            <a href={addressOf(sessionId)} aria-current={sessionId === current ? "page" : undefined}>
              <span className="sessions__title" title={title}>{title || "Untitled"}</span>
              {activeTurnId && <span className="sessions__live"><span className="hidden">, answering</span></span>}
              {snippet !== undefined && snippet !== title && <Snippet text={snippet} query={query} />}
            </a>
          </li>
        ))}
      </ul>
      <p className="hint" role="status">{searching ? (problem ?? told(hits?.length)) : sessions.length === 0 ? "Nothing asked yet." : ""}</p>
      {!searching && onMore && <button type="button" className="button button--plain" onClick={onMore}>Show older</button>}
    </nav>
  );
}

function Snippet({ text, query }: { text: string; query: string }) {
  return <span className="sessions__snippet">{marked(text, query).map((part, index) => (part.found ? <mark key={index}>{part.text}</mark> : part.text))}</span>;
}

function told(count: number | undefined): string {
  if (count === undefined) return "";
  return count === 0 ? "Nothing found." : count === 1 ? "1 session" : `${count} sessions`;
}
