import { endsTurn, type SessionEvent } from "./contracts.ts";
import { RealtimeError } from "./errors.ts";

/**
 * One step of the fold law: the reply's text after the event. `text.delta` appends, `text.rewound` cuts back, every
 * other event leaves it. Lengths count UTF-16 code units.
 * @throws {RealtimeError} `unexpected`, where the event doesn't follow on this text: events are missing or a server is wrong.
 */
export function foldStep(text: string, event: SessionEvent): string {
  if (event.type === "text.delta") {
    if (event.offset !== text.length) throw misfit(event.sequence, `starts at ${event.offset}`, text);
    return text + event.text;
  }
  if (event.type === "text.rewound") {
    if (event.length > text.length) throw misfit(event.sequence, `cuts to ${event.length}`, text);
    return text.slice(0, event.length);
  }
  return text;
}

/**
 * A turn's events, from its first on and in order, as its text. It stops at the terminal event: from there on the text
 * equals the message in history, character for character.
 */
export function fold(events: Iterable<SessionEvent>): string {
  let text = "";
  for (const event of events) {
    text = foldStep(text, event);
    if (endsTurn(event)) break;
  }
  return text;
}

function misfit(sequence: number, does: string, text: string): RealtimeError {
  return new RealtimeError("unexpected", `Event ${sequence} ${does}, and the reply has ${text.length} code units so far.`);
}
