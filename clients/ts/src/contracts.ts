/*
 * What travels between a client and the hub, in the names of the wire contract. Ids are UUIDs in text form,
 * times are RFC 3339 text in UTC, sequences are integers below 2^53. Optional members are left out when absent.
 */

/** JSON made for another API: it keeps that API's own spelling and is passed on as it came. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** One person's conversation. */
export interface Session {
  readonly sessionId: string;
  readonly userId: string;
  readonly title: string;
  readonly createdAt: string;
  readonly lastActive: string;
  readonly status: "active" | "ended";
  /** The turn that is being answered now; absent where none is. */
  readonly activeTurnId?: string;
  readonly lastSequence: number;
}

/** A whole text of one sender, as history keeps it. */
export interface Message {
  readonly messageId: string;
  readonly sessionId: string;
  readonly turnId: string;
  readonly sender: "user" | "assistant";
  readonly content: string;
  readonly timestamp: string;
  /** `partial`: the reply was stopped or is still being said. `superseded`: a later reply took its place. */
  readonly status: "complete" | "partial" | "superseded" | "failed";
  readonly feedback?: Rating;
}

/** A turn that was accepted. Reading it from `after` gives the whole of it. */
export interface TurnRef {
  readonly sessionId: string;
  readonly turnId: string;
  /** The user's message. */
  readonly messageId: string;
  readonly after: number;
}

/** Something found in a suggestion's payload. */
export interface Finding {
  /** JSON Pointer (RFC 6901) into the payload. */
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

export interface GraphBlock {
  readonly blockId: string;
  readonly name: string;
  readonly blockType: string;
  readonly description?: string;
}

export interface GraphEdge {
  readonly edgeId?: string;
  readonly sourceBlockId: string;
  readonly targetBlockId: string;
  readonly edgeType: string;
}

/** Blocks and the edges between them, so that a page can draw them. */
export interface Graph {
  readonly blocks: readonly GraphBlock[];
  readonly edges: readonly GraphEdge[];
}

export type SuggestionStatus = "draft" | "ready" | "accepted" | "rejected" | "applied" | "failed";

/** A candidate that was checked: valid against its target's schema and against the graph. */
export interface Suggestion {
  readonly suggestionId: string;
  readonly sessionId: string;
  readonly turnId: string;
  /** The registered API schema that it is made for. */
  readonly target: string;
  readonly schemaVersion: string;
  readonly title: string;
  readonly summary?: string;
  /** The JSON that the target's API takes. */
  readonly payload: Json;
  /** There where the user edited the payload before they accepted it. */
  readonly edited?: boolean;
  readonly graph?: Graph;
  /** False where it is valid and today's runner could not execute it; the reasons are in `warnings`. */
  readonly runnable: boolean;
  readonly warnings: readonly Finding[];
  readonly status: SuggestionStatus;
  /** Why applying it failed. */
  readonly error?: TurnError;
  /** What the target API made of it, where it was applied: from that API's own answer. */
  readonly result?: ApplyResult;
}

/** What a target API answered when a suggestion was applied. */
export interface ApplyResult {
  /** `core`, `runner`, or a target's own name. */
  readonly api: string;
  /** What it calls the thing that it made, such as a pipeline's id or a run's. */
  readonly id?: string;
  readonly message?: string;
}

/** What has arrived so far of a suggestion that is still being written; not validated. */
export interface SuggestionDraft {
  readonly suggestionId: string;
  readonly target: string;
  readonly payload: Json;
  readonly graph?: Graph;
  readonly status: "draft";
}

export interface ToolUse {
  readonly callId: string;
  readonly name: string;
  readonly summary?: string;
  /** Absent until it finished. */
  readonly durationMs?: number;
}

/** What a reply cost. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly provider: string;
  readonly model: string;
}

/** Why a turn failed, or the application of a suggestion. */
export interface TurnError {
  readonly code: string;
  /** What happened and what to do, for people. */
  readonly message: string;
  /** Whether the same may work later. */
  readonly retryable: boolean;
}

/** Something that the hub tells about the connection itself. */
export interface Notice {
  /** `draining`: this node is about to stop. `token_expiring`: 60 seconds are left. */
  readonly code: "draining" | "token_expiring" | (string & {});
  readonly message: string;
  readonly retryAfterMs?: number;
}

export type Rating = "up" | "down";
export type Decision = "accepted" | "rejected";

export interface StartSession {
  readonly title?: string;
}

export interface RenameSession {
  readonly sessionId: string;
  /** 1 to 200 characters. */
  readonly title: string;
}

/** A session in which something was found. */
export interface SessionHit {
  readonly session: Session;
  /** The text around what was found, on one line. */
  readonly snippet: string;
  /** The newest message in which it was found; absent where only the title has it. */
  readonly messageId?: string;
}

export interface SendMessage {
  readonly sessionId: string;
  /** A UUID made by the caller. The same one again in this session starts nothing and returns the same turn. */
  readonly clientMessageId: string;
  readonly text: string;
}

export interface DecideSuggestion {
  readonly sessionId: string;
  readonly suggestionId: string;
  readonly decision: Decision;
  readonly comment?: string;
  /** With `accepted`: the payload as the user edited it, whole. It is checked like the one that was suggested and takes its place. */
  readonly payload?: Json;
}

export interface GiveFeedback {
  readonly sessionId: string;
  readonly messageId: string;
  readonly rating: Rating;
  readonly comment?: string;
}

/** What every entry of a session's log carries. */
interface Entry<Type extends string> {
  readonly type: Type;
  readonly sequence: number;
  readonly sessionId: string;
  readonly at: string;
}

/** What every entry of a turn carries besides. */
interface TurnEntry<Type extends string> extends Entry<Type> {
  readonly turnId: string;
}

export interface TurnStarted extends TurnEntry<"turn.started"> {
  /** The reply's. */
  readonly messageId: string;
  readonly userMessage: Message;
}

export interface TextDelta extends TurnEntry<"text.delta"> {
  /** In UTF-16 code units; always the length of the reply so far. */
  readonly offset: number;
  readonly text: string;
}

export interface TextRewound extends TurnEntry<"text.rewound"> {
  /** In UTF-16 code units: what stays of the reply. */
  readonly length: number;
  readonly reason: "takeover" | "fallback" | "retry" | "resync" | (string & {});
}

export interface ToolStarted extends TurnEntry<"tool.started"> {
  readonly tool: ToolUse;
}

export interface ToolFinished extends TurnEntry<"tool.finished"> {
  readonly tool: ToolUse;
}

export interface SuggestionDrafted extends TurnEntry<"suggestion.draft"> {
  readonly suggestion: SuggestionDraft;
}

export interface SuggestionInvalid extends TurnEntry<"suggestion.invalid"> {
  readonly attempt: number;
  /** Whether the model is asked to correct it. */
  readonly willRetry: boolean;
  readonly errors: readonly Finding[];
}

export interface SuggestionReady extends TurnEntry<"suggestion.ready"> {
  readonly suggestion: Suggestion;
}

/** Decided, applied or failed to apply. It belongs to the session, so no turn is named beside the suggestion's own. */
export interface SuggestionChanged extends Entry<"suggestion.changed"> {
  readonly suggestion: Suggestion;
}

export interface TurnCompleted extends TurnEntry<"turn.completed"> {
  readonly message: Message;
  readonly usage: Usage;
}

export interface TurnCancelled extends TurnEntry<"turn.cancelled"> {
  readonly message: Message;
}

export interface TurnFailed extends TurnEntry<"turn.failed"> {
  readonly message: Message;
  readonly error: TurnError;
}

export interface SessionUpdated extends Entry<"session.updated"> {
  readonly session: Session;
}

/** The state as of `sequence`, in place of events that the log no longer holds. */
export interface SessionSnapshot extends Entry<"session.snapshot"> {
  readonly session: Session;
  /** The latest 200; the live turn's reply is among them as far as it was said, with status `partial`. */
  readonly messages: readonly Message[];
  /** The latest 50, oldest first, in the state they are in now; absent where there are none. */
  readonly suggestions?: readonly Suggestion[];
}

export interface SessionEnded extends Entry<"session.ended"> {}

/** One entry of a session's log. */
export type SessionEvent =
  | TurnStarted
  | TextDelta
  | TextRewound
  | ToolStarted
  | ToolFinished
  | SuggestionDrafted
  | SuggestionInvalid
  | SuggestionReady
  | SuggestionChanged
  | TurnCompleted
  | TurnCancelled
  | TurnFailed
  | SessionUpdated
  | SessionSnapshot
  | SessionEnded;

/** The event that ends a turn. Every turn that started gets exactly one. */
export type TurnEnding = TurnCompleted | TurnCancelled | TurnFailed;

/** Whether the event ends its turn. */
export function endsTurn(event: SessionEvent): event is TurnEnding {
  return event.type === "turn.completed" || event.type === "turn.cancelled" || event.type === "turn.failed";
}

/**
 * What the hub tells every connection of a user unasked. Each is a copy of something in a session's log: who
 * misses it loses nothing. The members may be left out.
 */
export interface ChatReceiver {
  sessionChanged?(session: Session): void;
  sessionEnded?(sessionId: string): void;
  suggestionReady?(suggestion: Suggestion): void;
  notice?(notice: Notice): void;
}
