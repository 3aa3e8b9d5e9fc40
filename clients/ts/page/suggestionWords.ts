import type { Suggestion, SuggestionDraft, SuggestionStatus } from "../src/index.ts";
import { inWords } from "./words.ts";

const states: Readonly<Record<SuggestionStatus, string>> = {
  draft: "Being written",
  ready: "Suggested",
  accepted: "Accepted",
  rejected: "Rejected",
  applied: "Applied",
  failed: "Not applied",
};

const failures: Readonly<Record<string, string>> = {
  target_refused: "Refused",
  outcome_unknown: "Outcome unknown",
};

/** What its state is called; what is not known is not called a failure. */
export function stateOf(suggestion: Suggestion | SuggestionDraft): string {
  const code = "error" in suggestion ? suggestion.error?.code : undefined;
  return (code !== undefined && failures[code]) || states[suggestion.status];
}

/** What is coloured alike: the state, but for an outcome that nobody knows. */
export function toneOf(suggestion: Suggestion | SuggestionDraft): SuggestionStatus | "unknown" {
  return "error" in suggestion && suggestion.error?.code === "outcome_unknown" ? "unknown" : suggestion.status;
}

/** A suggestion's title; a draft has none yet, and one whose payload has no name goes by its target's. */
export function titleOf(suggestion: Suggestion | SuggestionDraft): string {
  if (!("title" in suggestion)) return `A ${suggestion.target.replaceAll("_", " ")}`;
  return suggestion.title === suggestion.target ? inWords(suggestion.target) : suggestion.title;
}

const made: Readonly<Record<string, string>> = {
  "core pipeline": "Core made the pipeline and verified it.",
  "core block": "Core made the block.",
  "core edge": "Core made the edge.",
  "runner dagster_job": "The runner started the run.",
};

/** What the target API did, in a sentence. */
export function madeOf({ target, result }: Suggestion): string {
  return made[`${result?.api ?? ""} ${target}`] ?? `The API of ${inWords(target)} took it.`;
}

/** What the id is of, that the API gave. */
export function idOf({ target }: Suggestion): string {
  return target === "dagster_job" ? "Run" : target === "pipeline" || target === "block" || target === "edge" ? inWords(target) : "Id";
}
