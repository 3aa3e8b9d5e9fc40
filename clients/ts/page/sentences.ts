import { RealtimeError } from "../src/index.ts";

const sentences: Readonly<Record<string, string>> = {
  unauthenticated: "Your sign-in has run out. Please sign in again.",
  not_found: "There is no such session, or it isn't yours.",
  session_busy: "This session is still answering. Wait for the reply, or stop it.",
  session_ended: "This session has ended. Start a new one to go on.",
  budget_exceeded: "Your budget for today is used up.",
  rate_limited: "That was a lot at once.",
  too_large: "That text is too long. Please shorten it.",
  llm_unavailable: "The language model can't be reached right now.",
  filtered: "The language model's content filter stopped this.",
  unavailable: "The service is away for a moment. Nothing was lost.",
  connection_lost: "The connection was lost before the answer came. Please try again.",
};

/** What went wrong and what to do, for the person in front of the page. */
export function sentenceFor(error: unknown): string {
  if (!(error instanceof RealtimeError)) return "Something went wrong in this page. Please load it again.";
  const sentence = sentences[error.code] ?? error.message;
  return error.retryAfterMs === undefined ? sentence : `${sentence} Try again in ${inWords(error.retryAfterMs)}.`;
}

function inWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds <= 1) return "a second";
  if (seconds < 100) return `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}
