import { memo, useState } from "react";
import type { Decision, Json, Rating } from "../src/index.ts";
import type { TurnView } from "./conversation.ts";
import { Reply } from "./Reply.tsx";
import { SuggestionCard } from "./SuggestionCard.tsx";
import { Activity } from "./Activity.tsx";

export interface TurnActions {
  readonly regenerate: (turnId: string) => void;
  readonly decide: (suggestionId: string, decision: Decision) => Promise<void>;
  /** Fails where what the user made of it is refused. */
  readonly acceptEdited: (suggestionId: string, payload: Json) => Promise<void>;
  /** Resolves with whether the hub took it. */
  readonly rate: (messageId: string, rating: Rating) => Promise<boolean>;
}

interface TurnProps {
  readonly turn: TurnView;
  readonly actions: TurnActions;
  readonly decidable: boolean;
  readonly renewable: boolean;
}

export const Turn = memo(function Turn({ turn, actions, decidable, renewable }: TurnProps) {
  const { userMessage, status } = turn;
  return (
    <article className="turn">
      {userMessage && <p className="user"><span className="hidden">You: </span>{userMessage.content}</p>}
      {status === "superseded"
        ? <details className="superseded"><summary>An earlier reply</summary><Body turn={turn} actions={actions} decidable={false} /></details>
        : <Body turn={turn} actions={actions} decidable={decidable} />}
      {status !== "running" && status !== "superseded" && <Afterwards turn={turn} actions={actions} renewable={renewable} />}
    </article>
  );
});

function Body({ turn, actions, decidable }: Omit<TurnProps, "renewable">) {
  const { text, status, error, suggestions } = turn;
  return (
    <div className="assistant">
      <Activity turn={turn} />
      <Reply text={text} growing={status === "running"} />
      {suggestions.map((suggestion) => (
        <SuggestionCard key={suggestion.suggestionId} suggestion={suggestion} onDecide={decidable ? actions.decide : undefined} onAcceptEdited={actions.acceptEdited} />
      ))}
      {status === "partial" && <p className="hint">Stopped.</p>}
      {status === "failed" && <p className="problem" role="alert">{error?.message ?? "This reply could not be finished."}</p>}
    </div>
  );
}

function Afterwards({ turn: { turnId, messageId, feedback }, actions, renewable }: Omit<TurnProps, "decidable">) {
  const [rating, setRating] = useState(feedback);
  const rate = async (to: Rating) => {
    if (messageId && (await actions.rate(messageId, to))) setRating(to);
  };
  return (
    <div className="after">
      <button type="button" className="icon" aria-label="Good reply" aria-pressed={rating === "up"} onClick={() => void rate("up")}><Thumb /></button>
      <button type="button" className="icon icon--down" aria-label="Bad reply" aria-pressed={rating === "down"} onClick={() => void rate("down")}><Thumb /></button>
      {renewable && <button type="button" className="button button--plain" onClick={() => actions.regenerate(turnId)}>Answer again</button>}
    </div>
  );
}

function Thumb() {
  return (
    <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
      <path d="M6 9v8H3V9h3Zm2-.5 3.2-5.6c1.2 0 2 .9 1.8 2.1L12.6 8h3.1c1 0 1.7.9 1.5 1.9l-1.1 5.6c-.2.9-.9 1.5-1.8 1.5H8V8.5Z" />
    </svg>
  );
}
