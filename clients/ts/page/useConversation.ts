import { useEffect, useState } from "react";
import { RealtimeError, type RealtimeClient, type SessionEvent } from "../src/index.ts";
import { apply, nothingYet, type Conversation } from "./conversation.ts";

const drawEveryMs = 16;

/** Watches a session for as long as the component is there. */
export function useConversation(client: RealtimeClient, sessionId: string): { conversation: Conversation; problem: unknown } {
  const [conversation, setConversation] = useState(nothingYet);
  const [problem, setProblem] = useState<unknown>(null);

  useEffect(() => {
    const leaving = new AbortController();
    let known = nothingYet;
    let drawing: ReturnType<typeof setTimeout> | undefined;
    const draw = () => {
      drawing = undefined;
      setConversation(known);
    };
    const watch = async () => {
      for await (const event of client.watch(sessionId, known.cursor, leaving.signal)) {
        known = apply(known, event);
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
    setConversation(nothingYet);
    setProblem(null);
    watch().catch(startOver).catch((error: unknown) => {
      if (!leaving.signal.aborted) setProblem(error);
    });
    return () => {
      leaving.abort();
      clearTimeout(drawing);
    };
  }, [client, sessionId]);

  return { conversation, problem };
}

/** After these the whole text follows at once: drawing in between would make the reply flicker. */
function isHalfDone(event: SessionEvent): boolean {
  return event.type === "text.rewound" && (event.reason === "takeover" || event.reason === "resync");
}
