import type { Message, Session, SessionEvent, Suggestion, TextRewound, TurnRef } from "../src/index.ts";

const at = "2026-03-01T12:00:00Z";
const sessionId = "01950000-0000-7000-8000-000000000001";
const turnId = "01950000-0000-7000-8000-000000000002";

/** Values that don't matter, so that those that do stand out. */
export const some = {
  sessionId,
  turnId,

  session(session: Partial<Session> = {}): Session {
    return { sessionId, userId: "01950000-0000-7000-8000-000000000009", title: "Wildfires", createdAt: at, lastActive: at, status: "active", lastSequence: 0, ...session };
  },

  message(message: Partial<Message> = {}): Message {
    return { messageId: "01950000-0000-7000-8000-000000000003", sessionId, turnId, sender: "assistant", content: "", timestamp: at, status: "complete", ...message };
  },

  userMessage(message: Partial<Message> = {}): Message {
    return some.message({ messageId: "01950000-0000-7000-8000-000000000004", sender: "user", content: "What is this?", ...message });
  },

  turn(turn: Partial<TurnRef> = {}): TurnRef {
    return { sessionId, turnId, messageId: some.userMessage().messageId, after: 0, ...turn };
  },

  suggestion(suggestion: Partial<Suggestion> = {}): Suggestion {
    return { suggestionId: "01950000-0000-7000-8000-000000000005", sessionId, turnId, target: "pipeline", schemaVersion: "1", title: "Fires", payload: {}, runnable: true, warnings: [], status: "ready", ...suggestion };
  },

  started(sequence: number): SessionEvent {
    return { type: "turn.started", sequence, sessionId, turnId, at, messageId: some.message().messageId, userMessage: some.userMessage() };
  },

  delta(sequence: number, offset: number, text: string): SessionEvent {
    return { type: "text.delta", sequence, sessionId, turnId, at, offset, text };
  },

  rewound(sequence: number, length: number, reason: TextRewound["reason"] = "retry"): SessionEvent {
    return { type: "text.rewound", sequence, sessionId, turnId, at, length, reason };
  },

  completed(sequence: number, content: string): SessionEvent {
    return { type: "turn.completed", sequence, sessionId, turnId, at, message: some.message({ content }), usage: { inputTokens: 1, outputTokens: 1, provider: "planner", model: "planner" } };
  },

  ended(sequence: number): SessionEvent {
    return { type: "session.ended", sequence, sessionId, at };
  },

  snapshot(sequence: number, messages: Message[]): SessionEvent {
    return { type: "session.snapshot", sequence, sessionId, at, session: some.session(), messages };
  },

  /** A whole turn that says the pieces one after the other, with sequences that jump. */
  reply(...pieces: string[]): SessionEvent[] {
    const events = [some.started(10)];
    let text = "";
    for (const piece of pieces) {
      events.push(some.delta(10 + 3 * events.length, text.length, piece));
      text += piece;
    }
    return [...events, some.completed(10 + 3 * events.length, text)];
  },
};

/** Everything that the iterable gives. */
export async function all<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of iterable) items.push(item);
  return items;
}
