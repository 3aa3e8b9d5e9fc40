import { useEffect, useState } from "react";
import type { ConnectionState, RealtimeClient } from "../src/index.ts";

const quietMs = 1200;

/** Tells of a connection that is away for longer than a moment, and of a sign-in that the hub no longer takes. */
export function ConnectionLine({ client, onRefused }: { client: RealtimeClient; onRefused: () => void }) {
  const [state, setState] = useState<ConnectionState["state"]>("connecting");
  const [told, setTold] = useState(false);

  useEffect(() => {
    const leaving = new AbortController();
    const follow = async () => {
      for await (const now of client.states(leaving.signal)) {
        setState(now.state);
        if (now.reason === "unauthenticated") onRefused();
      }
    };
    void follow();
    return () => leaving.abort();
  }, [client, onRefused]);

  useEffect(() => {
    if (state === "connected") return setTold(false);
    const timer = setTimeout(() => setTold(true), quietMs);
    return () => clearTimeout(timer);
  }, [state]);

  return (
    <p className="connection" role="status">
      {told && "The connection is away. Reconnecting…"}
    </p>
  );
}
