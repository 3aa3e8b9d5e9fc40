import type { Session } from "../src/index.ts";
import { addressOf } from "./useSessionId.ts";

interface SessionListProps {
  readonly sessions: readonly Session[];
  readonly current: string | null;
  readonly onNew: () => void;
  readonly onMore: (() => void) | undefined;
}

export function SessionList({ sessions, current, onNew, onMore }: SessionListProps) {
  return (
    <nav id="sessions" className="sessions" aria-label="Sessions">
      <button type="button" className="button" onClick={onNew}>New session</button>
      <ul>
        {sessions.map(({ sessionId, title, activeTurnId }) => (
          <li key={sessionId}>
            <a href={addressOf(sessionId)} aria-current={sessionId === current ? "page" : undefined}>
              <span className="sessions__title" title={title}>{title || "Untitled"}</span>
              {activeTurnId && <span className="sessions__live"><span className="hidden">, answering</span></span>}
            </a>
          </li>
        ))}
      </ul>
      {sessions.length === 0 && <p className="hint">Nothing asked yet.</p>}
      {onMore && <button type="button" className="button button--plain" onClick={onMore}>Show older</button>}
    </nav>
  );
}
