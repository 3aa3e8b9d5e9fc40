import type { Graph, Suggestion, SuggestionDraft } from "../src/index.ts";
import type { Conversation } from "./conversation.ts";

/** A suggestion that can be drawn. */
export type Drawable = (Suggestion | SuggestionDraft) & { readonly graph: Graph };

/** What is drawn beside the conversation: the newest suggestion that has blocks, from its first draft on. Earlier replies' ones don't count once they are superseded. */
export function drawn({ turns }: Conversation): Drawable | undefined {
  return turns.filter(({ status }) => status !== "superseded").flatMap(({ suggestions }) => suggestions).findLast(isDrawable);
}

function isDrawable(suggestion: Suggestion | SuggestionDraft): suggestion is Drawable {
  return (suggestion.graph?.blocks.length ?? 0) > 0;
}
