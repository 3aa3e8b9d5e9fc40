import { useCallback, useSyncExternalStore } from "react";

/** The session named in the address, so that a reload, a bookmark or a second tab shows the same one. */
export function useSessionId(): [string | null, (sessionId: string | null) => void] {
  const hash = useSyncExternalStore(onHashChange, () => location.hash);
  const open = useCallback((sessionId: string | null) => {
    location.hash = sessionId === null ? "" : addressOf(sessionId);
  }, []);
  return [/^#\/sessions\/([0-9a-f-]{36})$/i.exec(hash)?.[1] ?? null, open];
}

export function addressOf(sessionId: string): string {
  return `#/sessions/${sessionId}`;
}

function onHashChange(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}
