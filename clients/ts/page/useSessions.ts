import { useCallback, useEffect, useState } from "react";
import type { RealtimeClient, Session } from "../src/index.ts";

interface Sessions {
  readonly sessions: readonly Session[];
  /** Loads less recent ones; absent where there are none. */
  readonly more?: () => void;
}

/** The caller's active sessions, latest activity first: read at each connection, then kept up by announcements. */
export function useSessions(client: RealtimeClient): Sessions {
  const [sessions, setSessions] = useState<readonly Session[]>([]);
  const [before, setBefore] = useState<string | undefined>();

  const read = useCallback(async (cursor?: string) => {
    const page = await client.sessions(cursor === undefined ? {} : { before: cursor });
    setSessions((known) => page.entries.reduce(merged, known));
    setBefore(page.before);
  }, [client]);

  useEffect(() => {
    const leaving = new AbortController();
    const stop = client.receive({
      sessionChanged: (session) => setSessions((known) => merged(known, session)),
      sessionEnded: (sessionId) => setSessions((known) => known.filter((session) => session.sessionId !== sessionId)),
    });
    const follow = async () => {
      for await (const { state } of client.states(leaving.signal)) {
        // What was announced while there was no connection was missed. If the list can't be read either, what is there stays.
        if (state === "connected") await read().catch(() => {});
      }
    };
    void follow();
    client.connect(leaving.signal).catch(() => {}); // The state tells.
    return () => {
      leaving.abort();
      stop();
    };
  }, [client, read]);

  return before === undefined ? { sessions } : { sessions, more: () => void read(before).catch(() => {}) };
}

function merged(known: readonly Session[], session: Session): readonly Session[] {
  const others = known.filter(({ sessionId }) => sessionId !== session.sessionId);
  return (session.status === "active" ? [session, ...others] : others).toSorted((one, other) => other.lastActive.localeCompare(one.lastActive));
}
