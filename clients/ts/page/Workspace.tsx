import { useCallback, useEffect, useRef, useState } from "react";
import { newId, RealtimeClient } from "../src/index.ts";
import { Brand } from "./Brand.tsx";
import { Composer } from "./Composer.tsx";
import { ConnectionLine } from "./ConnectionLine.tsx";
import { ConversationView } from "./ConversationView.tsx";
import { SessionList } from "./SessionList.tsx";
import { sentenceFor } from "./sentences.ts";
import { freshToken, type SignedIn } from "./signedIn.ts";
import { useSessionId } from "./useSessionId.ts";
import { useSessions } from "./useSessions.ts";
import { Welcome } from "./Welcome.tsx";

export function Workspace({ signedIn, onLeave }: { signedIn: SignedIn; onLeave: (why?: string) => void }) {
  const [client] = useState(() => make(signedIn));
  const [sessionId, openSession] = useSessionId();
  const { sessions, more } = useSessions(client);
  const [problem, setProblem] = useState<string | null>(null);
  const [asking, setAsking] = useState<string | null>(null);
  // On a narrow screen the list of sessions is away until it is asked for.
  const [listed, setListed] = useState(false);
  // A session whose first message was refused, for the next try.
  const unused = useRef<string | null>(null);

  const failed = useCallback((error: unknown) => setProblem(sentenceFor(error)), []);
  const ask = async (text: string) => {
    setProblem(null);
    setAsking(text);
    try {
      unused.current ??= (await client.startSession()).sessionId;
      await client.sendMessage({ sessionId: unused.current, clientMessageId: newId(), text });
      openSession(unused.current);
      unused.current = null;
    } finally {
      setAsking(null);
    }
  };
  const leave = useCallback((why?: string) => {
    void client.close();
    onLeave(why);
  }, [client, onLeave]);
  const refused = useCallback(() => leave("Your sign-in has run out. Please sign in again."), [leave]);
  const startNew = () => {
    openSession(null);
    setListed(false);
  };
  const signOut = () => {
    openSession(null);
    leave();
  };

  useEffect(() => setListed(false), [sessionId]);

  return (
    <div className="workspace">
      <a className="skip" href="#ask" onClick={(event) => { event.preventDefault(); document.getElementById("ask")?.focus(); }}>Skip to the question</a>
      <header className={listed ? "side side--listed" : "side"}>
        <div className="side__top">
          <Brand />
          <button type="button" className="button button--plain side__toggle" aria-expanded={listed} aria-controls="sessions" onClick={() => setListed(!listed)}>Sessions</button>
          <button type="button" className="button button--plain" onClick={signOut}>Sign out</button>
        </div>
        <SessionList client={client} sessions={sessions} current={sessionId} onNew={startNew} onMore={more} />
        <p className="side__user" title={signedIn.userId}>Signed in as {signedIn.userId.slice(0, 8)}</p>
      </header>
      <main className="main">
        <ConnectionLine client={client} onRefused={refused} />
        {sessionId ? (
          <ConversationView key={sessionId} client={client} sessionId={sessionId} onNew={startNew} />
        ) : (
          <>
            {asking === null ? <Welcome onPick={(text) => ask(text).catch(failed)} /> : <div className="turns"><article className="turn"><p className="user user--pending">{asking}</p></article></div>}
            <div className="foot">
              {problem && <p className="problem" role="alert">{problem}</p>}
              <Composer onSend={ask} onFailed={failed} />
            </div>
          </>
        )}
      </main>
    </div>
  );
}

function make(signedIn: SignedIn): RealtimeClient {
  return new RealtimeClient({ url: location.origin, accessToken: () => freshToken(signedIn) });
}
