import type { Finding } from "./contracts.ts";

/** Why a call was refused, by the hub; of REST's problem documents too. */
export type RefusalCode =
  | "invalid_request"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "session_busy"
  | "conflict"
  | "session_ended"
  | "too_large"
  | "rate_limited"
  | "budget_exceeded"
  | "filtered"
  | "llm_unavailable"
  | "target_refused"
  | "outcome_unknown"
  | "unavailable";

/**
 * Why a call failed on the client's side. `connection_lost`: the answer can't come any more. `closed`: this client was closed.
 * `unexpected`: an answer that the contract doesn't know, such as a delta at the wrong offset.
 */
export type ClientCode = "connection_lost" | "closed" | "unexpected";

/** The one error that this package throws, besides an abort signal's own reason. */
export class RealtimeError extends Error {
  override readonly name = "RealtimeError";
  readonly code: RefusalCode | ClientCode | (string & {});
  /** Milliseconds after which another try may succeed; absent where waiting doesn't help. */
  readonly retryAfterMs: number | undefined;
  /** What is wrong with what was sent, such as an edited payload, and where; empty where the message says it all. */
  readonly errors: readonly Finding[];

  constructor(code: RealtimeError["code"], message: string, more: { retryAfterMs?: number | undefined; errors?: readonly Finding[]; cause?: unknown } = {}) {
    super(message, { cause: more.cause });
    this.code = code;
    this.retryAfterMs = more.retryAfterMs;
    this.errors = more.errors ?? [];
  }
}

/**
 * Reads what a call of the hub failed with. SignalR puts a sentence of its own before the hub's message, so the JSON
 * begins at the first `{`. Null where there is none: then it is not the hub that refused.
 */
export function refusalFrom(error: unknown): RealtimeError | null {
  const text = error instanceof Error ? error.message : String(error);
  const start = text.indexOf("{");
  const body = start < 0 ? null : parse(text.slice(start));
  return body === null ? null : refusal(body, text, error);
}

/** Reads REST's answer to a refused call (RFC 9457, with a `code`). */
export async function refusalFromAnswer(answer: Response): Promise<RealtimeError> {
  const body = parse(await answer.text());
  const seconds = Number(answer.headers.get("Retry-After") ?? Number.NaN);
  const waiting = Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {};
  return refusal({ ...waiting, ...body }, `The hub answered ${answer.status}.`) ??
    new RealtimeError(codeOf(answer.status), `The hub answered ${answer.status}.`, waiting);
}

/** Whether the same call may succeed if it is made again, after a pause. */
export function passes(error: unknown): boolean {
  return error instanceof RealtimeError && (error.code === "connection_lost" || error.code === "unavailable");
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function refusal(body: Record<string, unknown>, otherwise: string, cause?: unknown): RealtimeError | null {
  if (typeof body["code"] !== "string") return null;
  const message = [body["message"], body["detail"], body["title"]].find((text) => typeof text === "string");
  const wait = body["retryAfterMs"] ?? body["retry_after_ms"];
  const errors = Array.isArray(body["errors"]) ? body["errors"].filter(isFinding) : [];
  return new RealtimeError(body["code"], message ?? otherwise, { retryAfterMs: typeof wait === "number" ? wait : undefined, errors, cause });
}

function isFinding(value: unknown): value is Finding {
  return typeof value === "object" && value !== null && ["pointer", "code", "message"].every((name) => typeof (value as Record<string, unknown>)[name] === "string");
}

function codeOf(status: number): RealtimeError["code"] {
  if (status === 401) return "unauthenticated";
  if (status === 403) return "forbidden";
  if (status === 404) return "not_found";
  if (status === 429) return "rate_limited";
  return status >= 500 ? "unavailable" : "unexpected";
}
