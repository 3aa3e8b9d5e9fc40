import type { Suggestion, SuggestionDraft, SuggestionStatus } from "../src/index.ts";

/** What each state of a suggestion is called. */
export const suggestionStates: Readonly<Record<SuggestionStatus, string>> = {
  draft: "Being written",
  ready: "Suggested",
  accepted: "Accepted",
  rejected: "Rejected",
  applied: "Applied",
  failed: "Could not be applied",
};

/** A suggestion's title; a draft has none yet. */
export function titleOf(suggestion: Suggestion | SuggestionDraft): string {
  return "title" in suggestion ? suggestion.title : `A ${suggestion.target.replaceAll("_", " ")}`;
}
