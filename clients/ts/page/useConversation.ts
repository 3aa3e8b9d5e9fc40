import { useEffect, useState } from "react";
import { RealtimeError, type RealtimeClient, type SessionEvent } from "../src/index.ts";
import { apply, nothingYet, withOlder, type Conversation } from "./conversation.ts";

const drawEveryMs = 16;
const pageLimit = 200;

interface Watched {
  readonly conversation: Conversation;
  readonly problem: unknown;
  /** Loads messages from before the first one that is shown; absent where there are none. */
  readonly showOlder?: () => Promise<void>;
}

/** Watches a session for as long as the component is there. */
export function useConversation(client: RealtimeClient, sessionId: string): Watched {
  const [conversation, setConversation] = useState(nothingYet);
  const [problem, setProblem] = useState<unknown>(null);
  const [showOlder, setShowOlder] = useState<() => Promise<void>>();

  useEffect(() => {
    const leaving = new AbortController();
    let known = nothingYet;
    let before: string | undefined;
    let drawing: ReturnType<typeof setTimeout> | undefined;
    const draw = () => {
      drawing = undefined;
      setConversation(known);
    };
    const watch = async () => {
      for await (const event of client.watch(sessionId, known.cursor, leaving.signal)) {
        known = apply(known, event);
        if (event.type === "session.snapshot") before = undefined;
        if (isHalfDone(event)) {
          clearTimeout(drawing);
          drawing = undefined;
        } else {
          drawing ??= setTimeout(draw, drawEveryMs);
        }
      }
    };
    const startOver = (error: unknown) => {
      if (!(error instanceof RealtimeError) || error.code !== "unexpected") throw error;
      known = nothingYet;
      return watch();
    };
    const older = async () => {
      const first = known.turns[0]?.turnId;
      // History begins at its newest end: what the snapshot shows already is passed over.
      do {
        const page = await client.history(sessionId, { limit: pageLimit, ...(before === undefined ? {} : { before }) }, leaving.signal);
        before = page.before;
        known = withOlder(known, page.entries, before !== undefined);
      } while (known.hasOlder && known.turns[0]?.turnId === first);
      draw();
    };
    setConversation(nothingYet);
    setShowOlder(() => older);
    setProblem(null);
    watch().catch(startOver).catch((error: unknown) => {
      if (!leaving.signal.aborted) setProblem(error);
    });
    return () => {
      leaving.abort();
      clearTimeout(drawing);
    };
  }, [client, sessionId]);

  return { conversation, problem, ...(conversation.hasOlder && showOlder ? { showOlder } : {}) };
}

/** After these the whole text follows at once: drawing in between would make the reply flicker. */
function isHalfDone(event: SessionEvent): boolean {
  return event.type === "text.rewound" && (event.reason === "takeover" || event.reason === "resync");
}
