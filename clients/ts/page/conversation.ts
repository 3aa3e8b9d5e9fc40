import { foldStep, type Message, type Session, type SessionEvent, type SessionSnapshot, type Suggestion, type SuggestionDraft, type SuggestionInvalid, type SuggestionStatus, type ToolUse, type TurnEnding, type TurnError, type TurnStarted } from "../src/index.ts";

/** A session as the page shows it: the fold of its events so far. */
export interface Conversation {
  /** The sequence of the last event in it. */
  readonly cursor: number;
  readonly session?: Session;
  readonly turns: readonly TurnView[];
  readonly ended: boolean;
  /** Whether there may be turns before the first one. */
  readonly hasOlder: boolean;
}

export interface TurnView {
  readonly turnId: string;
  /** Absent where the turn answers the message of an earlier turn anew. */
  readonly userMessage?: Message;
  /** The reply's id; absent until it is known. */
  readonly messageId?: string;
  readonly text: string;
  readonly status: "running" | Message["status"];
  readonly tools: readonly ToolUse[];
  readonly suggestions: readonly (Suggestion | SuggestionDraft)[];
  /** Candidates that didn't pass, each attempt once: it may be told again. */
  readonly rejections: readonly SuggestionInvalid[];
  readonly error?: TurnError;
  readonly feedback?: Message["feedback"];
}

export const nothingYet: Conversation = { cursor: 0, turns: [], ended: false, hasOlder: false };

/** A snapshot with so many messages may lack older ones. */
const snapshotMessages = 200;

/** How far a suggestion has come. */
const steps: Readonly<Record<SuggestionStatus, number>> = { draft: 0, ready: 1, accepted: 2, rejected: 2, applied: 3, failed: 3 };

/** The conversation after the event. */
export function apply(conversation: Conversation, event: SessionEvent): Conversation {
  const next = { ...conversation, cursor: event.sequence };
  switch (event.type) {
    case "session.snapshot":
      return { ...fromSnapshot(event, conversation), cursor: event.sequence };
    case "session.updated":
      return { ...next, session: event.session };
    case "session.ended":
      return { ...next, ended: true };
    case "turn.started":
      return { ...next, turns: started(conversation.turns, event) };
    case "suggestion.changed":
      return { ...next, turns: change(conversation.turns, event.suggestion.turnId, (turn) => withSuggestion(turn, event.suggestion)) };
    default:
      return "turnId" in event ? { ...next, turns: change(conversation.turns, event.turnId, (turn) => within(turn, event)) } : next;
  }
}

/** The conversation with a page of history before it. Turns that are shown already stay as the events have them. */
export function withOlder(conversation: Conversation, messages: readonly Message[], hasOlder: boolean): Conversation {
  const page = turnsOf(messages);
  const shown = conversation.turns.map((turn) => {
    const userMessage = turn.userMessage ?? page.find(({ turnId }) => turnId === turn.turnId)?.userMessage;
    return userMessage ? { ...turn, userMessage } : turn;
  });
  const seam = page.findIndex(({ turnId }) => shown.some((turn) => turn.turnId === turnId));
  return { ...conversation, hasOlder, turns: [...(seam < 0 ? page : page.slice(0, seam)), ...shown] };
}

/** The turn that is being answered now. */
export function running(conversation: Conversation): TurnView | undefined {
  return conversation.turns.findLast(({ status }) => status === "running");
}

type TurnEvent = Exclude<SessionEvent, { type: "session.snapshot" | "session.updated" | "session.ended" | "turn.started" | "suggestion.changed" }>;

function within(turn: TurnView, event: TurnEvent): TurnView {
  switch (event.type) {
    case "text.delta":
      return { ...turn, text: foldStep(turn.text, event) };
    case "text.rewound":
      return { ...(event.reason === "takeover" ? takenOver(turn) : event.reason === "resync" ? { ...turn, tools: finished(turn) } : turn), text: foldStep(turn.text, event) };
    case "tool.started":
    case "tool.finished":
      return { ...turn, tools: put(turn.tools, event.tool, "callId") };
    case "suggestion.draft":
      return withSuggestion(turn, event.suggestion);
    case "suggestion.ready":
      return withReady(closed(turn, event.suggestion), event.suggestion);
    case "suggestion.invalid":
      return { ...turn, rejections: put(turn.rejections, event, "attempt"), suggestions: event.willRetry ? turn.suggestions : checked(turn) };
    case "turn.completed":
    case "turn.cancelled":
    case "turn.failed":
      return over(turn, event);
    default:
      return turn;
  }
}

function started(turns: readonly TurnView[], { turnId, messageId, userMessage }: TurnStarted): readonly TurnView[] {
  const again = turns.some((turn) => turn.userMessage?.messageId === userMessage.messageId);
  const from = turns.findIndex((turn) => turn.userMessage?.messageId === userMessage.messageId);
  const before = again ? turns.map((turn, index) => (index < from ? turn : { ...turn, status: "superseded" as const })) : turns;
  return [...before, { ...empty(turnId), messageId, ...(again ? {} : { userMessage }) }];
}

/** The turn without what nobody goes on with: drafts get other ids, tools are called anew, and attempts are counted from the first again. */
function takenOver(turn: TurnView): TurnView {
  return { ...turn, tools: finished(turn), suggestions: checked(turn), rejections: [] };
}

/** Of a call that goes on the start is told again, behind a takeover and behind a loss in the log. */
function finished(turn: TurnView): TurnView["tools"] {
  return turn.tools.filter(({ durationMs }) => durationMs !== undefined);
}

function over(turn: TurnView, event: TurnEnding): TurnView {
  return {
    ...turn,
    messageId: event.message.messageId,
    text: event.message.content,
    status: event.message.status,
    suggestions: checked(turn),
    ...(event.type === "turn.failed" ? { error: event.error } : {}),
  };
}

function withSuggestion(turn: TurnView, suggestion: Suggestion | SuggestionDraft): TurnView {
  return { ...turn, suggestions: put(turn.suggestions, suggestion, "suggestionId") };
}

/** It may be told again as it was before it was decided or applied: it never goes back. */
function withReady(turn: TurnView, suggestion: Suggestion): TurnView {
  const known = turn.suggestions.find(({ suggestionId }) => suggestionId === suggestion.suggestionId);
  return known && steps[known.status] > steps[suggestion.status] ? turn : withSuggestion(turn, suggestion);
}

/** What is ready under another id than its draft had is one that was suggested before: its draft goes. */
function closed(turn: TurnView, { suggestionId, target }: Suggestion): TurnView {
  if (turn.suggestions.some((other) => other.status === "draft" && other.suggestionId === suggestionId)) return turn;
  return { ...turn, suggestions: turn.suggestions.filter((other) => other.status !== "draft" || other.target !== target) };
}

/** A draft that nothing comes of any more is not shown. */
function checked(turn: TurnView): TurnView["suggestions"] {
  return turn.suggestions.filter(({ status }) => status !== "draft");
}

function fromSnapshot({ session, messages, suggestions = [] }: SessionSnapshot, known: Conversation): Omit<Conversation, "cursor"> {
  const turns = turnsOf(messages, session.activeTurnId).map((turn) => {
    const seen = known.turns.find(({ turnId }) => turnId === turn.turnId) ?? turn;
    const kept = { ...turn, suggestions: turn.status === "running" ? seen.suggestions : checked(seen), tools: finished(seen), rejections: seen.rejections };
    return suggestions.filter(({ turnId }) => turnId === turn.turnId).reduce(withSuggestion, kept);
  });
  return { session, turns, ended: session.status === "ended", hasOlder: messages.length >= snapshotMessages };
}

function turnsOf(messages: readonly Message[], activeTurnId?: string): readonly TurnView[] {
  return messages.reduce<readonly TurnView[]>((turns, message) => {
    const { turnId } = message;
    const begun = turns.some((turn) => turn.turnId === turnId) ? turns : [...turns, { ...empty(turnId), status: turnId === activeTurnId ? "running" as const : "complete" as const }];
    return change(begun, turnId, (turn) => withMessage(turn, message));
  }, []);
}

function withMessage(turn: TurnView, message: Message): TurnView {
  if (message.sender === "user") return { ...turn, userMessage: message };
  const { messageId, content: text, feedback } = message;
  return { ...turn, messageId, text, status: turn.status === "running" ? "running" : message.status, ...(feedback ? { feedback } : {}) };
}

function empty(turnId: string): TurnView {
  return { turnId, text: "", status: "running", tools: [], suggestions: [], rejections: [] };
}

function change(turns: readonly TurnView[], turnId: string, to: (turn: TurnView) => TurnView): readonly TurnView[] {
  return turns.map((turn) => (turn.turnId === turnId ? to(turn) : turn));
}

/** The list with the item in place of the one with the same key, or behind the others. */
function put<T, Key extends keyof T>(list: readonly T[], item: T, key: Key): readonly T[] {
  return list.some((other) => other[key] === item[key]) ? list.map((other) => (other[key] === item[key] ? item : other)) : [...list, item];
}
