import { useCallback, useState } from "react";
import { newId, type RealtimeClient } from "../src/index.ts";
import { Composer } from "./Composer.tsx";
import { running } from "./conversation.ts";
import { Drawing } from "./Drawing.tsx";
import { drawn } from "./drawn.ts";
import { SessionHead } from "./SessionHead.tsx";
import { sentenceFor } from "./sentences.ts";
import { Turn, type TurnActions } from "./Turn.tsx";
import { useConversation } from "./useConversation.ts";
import { useStickToEnd } from "./useStickToEnd.ts";

interface ConversationViewProps {
  readonly client: RealtimeClient;
  readonly sessionId: string;
  readonly onNew: () => void;
}

export function ConversationView({ client, sessionId, onNew }: ConversationViewProps) {
  const { conversation, problem: unreadable, showOlder } = useConversation(client, sessionId);
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, setPending] = useState<{ text: string; turnId?: string } | null>(null);
  const { turns, session, ended } = conversation;
  const live = running(conversation);
  const drawing = drawn(conversation);
  const end = useStickToEnd(conversation, turns[0]?.turnId);
  const unseen = pending && !turns.some(({ turnId }) => turnId === pending.turnId) ? pending : null;

  const failed = useCallback((error: unknown) => setProblem(sentenceFor(error)), []);
  const send = async (text: string) => {
    setProblem(null);
    setPending({ text });
    try {
      const { turnId } = await client.sendMessage({ sessionId, clientMessageId: newId(), text });
      setPending({ text, turnId });
    } catch (error) {
      setPending(null);
      throw error;
    }
  };
  const actions = useTurnActions(client, sessionId, failed);

  if (unreadable) {
    return (
      <section className="welcome">
        <p className="problem" role="alert">{sentenceFor(unreadable)}</p>
        <button type="button" className="button" onClick={onNew}>New session</button>
      </section>
    );
  }

  return (
    <>
      <SessionHead client={client} sessionId={sessionId} title={session?.title ?? turns[0]?.userMessage?.content ?? "…"} ended={ended} onFailed={failed} />
      <div className="turns" ref={end} tabIndex={0} role="log" aria-label="Conversation" aria-busy={live !== undefined}>
        {showOlder && <p className="older"><button type="button" className="button" onClick={() => void showOlder().catch(failed)}>Show older messages</button></p>}
        {turns.map((turn, index) => (
          <Turn key={turn.turnId} turn={turn} actions={actions} decidable={!ended} renewable={!ended && !live && index === turns.length - 1} />
        ))}
        {unseen && <article className="turn"><p className="user user--pending">{unseen.text}</p></article>}
      </div>
      {drawing && <Drawing suggestion={drawing} />}
      <div className="foot">
        <p className="hidden" role="status">{live ? "Answering" : turns.length > 0 ? "The reply is complete" : ""}</p>
        {problem && <p className="problem" role="alert">{problem}</p>}
        {ended ? (
          <p className="ended">This session has ended. <button type="button" className="button" onClick={onNew}>New session</button></p>
        ) : (
          <Composer onSend={send} onFailed={failed} onStop={live && (() => void client.cancelTurn(sessionId, live.turnId).catch(failed))} />
        )}
      </div>
    </>
  );
}

function useTurnActions(client: RealtimeClient, sessionId: string, failed: (error: unknown) => void): TurnActions {
  const [actions] = useState<TurnActions>(() => ({
    regenerate: (turnId) => void client.regenerate(sessionId, turnId, newId()).catch(failed),
    decide: (suggestionId, decision) => client.decideSuggestion({ sessionId, suggestionId, decision }).then(() => {}, failed),
    acceptEdited: (suggestionId, payload) => client.decideSuggestion({ sessionId, suggestionId, decision: "accepted", payload }).then(() => {}),
    rate: (messageId, rating) => client.giveFeedback({ sessionId, messageId, rating }).then(() => true, (error: unknown) => (failed(error), false)),
  }));
  return actions;
}
