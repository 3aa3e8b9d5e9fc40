import { endsTurn, type SessionEvent } from "./contracts.ts";
import { passes, RealtimeError } from "./errors.ts";
import { pause as pauseWithJitter, type Pause } from "./pause.ts";

/** Where a turn's events come from: the hub, or a test. Each call is one pass, and may break at any point. */
export interface TurnSource {
  resumeReply(sessionId: string, turnId: string, after: number, signal?: AbortSignal): AsyncIterable<SessionEvent>;
}

/** A turn, and the last sequence that its reader has. */
export interface TurnCursor {
  readonly sessionId: string;
  readonly turnId: string;
  readonly after: number;
}

/**
 * A turn's events after a cursor, each once and in order, to the terminal event, over as many connections as it takes.
 * It ends without one only where the cursor was at the terminal event already.
 */
export function readTurn(source: TurnSource, turn: TurnCursor, signal?: AbortSignal, pause?: Pause): AsyncGenerator<SessionEvent, void> {
  return readOn((after) => source.resumeReply(turn.sessionId, turn.turnId, after, signal), { after: turn.after, ends: endsTurn, signal, pause });
}

export interface Reading {
  readonly after: number;
  /** Whether the event is the last one there can be. */
  readonly ends: (event: SessionEvent) => boolean;
  /** Whether a pass that failed so is followed by another; left out: where that can help. */
  readonly again?: (error: unknown) => boolean;
  readonly signal?: AbortSignal | undefined;
  readonly pause?: Pause | undefined;
}

/** Reads pass after pass, each from where the one before it broke, until an event ends it. */
export async function* readOn(
  open: (after: number) => AsyncIterable<SessionEvent>,
  { after, ends, again = passes, signal, pause = pauseWithJitter }: Reading,
): AsyncGenerator<SessionEvent, void> {
  let tries = 0;
  let emptyPasses = 0;
  for (;;) {
    let wait: number | undefined;
    emptyPasses++;
    try {
      for await (const event of open(after)) {
        emptyPasses = 0;
        if (event.sequence <= after && event.type !== "session.snapshot") continue;
        after = event.sequence;
        tries = 0;
        yield event;
        if (ends(event)) return;
      }
      // A node that stops may end a stream as if it were complete, so only the second empty pass is believed.
      if (emptyPasses > 1) return;
    } catch (error) {
      signal?.throwIfAborted();
      if (!again(error)) throw error;
      emptyPasses = 0;
      wait = error instanceof RealtimeError ? error.retryAfterMs : undefined;
    }
    await pause(tries++, wait, signal);
  }
}
