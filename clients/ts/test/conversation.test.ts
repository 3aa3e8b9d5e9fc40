import { describe, expect, test } from "vitest";
import { apply, nothingYet, running, withOlder, type Conversation } from "../page/conversation.ts";
import type { Message, SessionEvent, SuggestionDraft } from "../src/index.ts";
import { some } from "./some.ts";

const shown = (...events: SessionEvent[]): Conversation => events.reduce(apply, nothingYet);
const base = { sessionId: some.sessionId, turnId: some.turnId, at: "2026-03-01T12:00:00Z" };
const draft: SuggestionDraft = { suggestionId: some.suggestion().suggestionId, target: "pipeline", payload: {}, status: "draft" };

describe("conversation", () => {
  test("a turn grows with its deltas and ends with what history keeps", () => {
    const half = shown(...some.reply("Con", "stel").slice(0, 3));
    const whole = shown(...some.reply("Con", "stel"));

    expect(half.turns).toMatchObject([{ text: "Constel", status: "running", userMessage: some.userMessage() }]);
    expect(running(half)?.turnId).toBe(some.turnId);
    expect(whole.turns).toMatchObject([{ text: "Constel", status: "complete", messageId: some.message().messageId }]);
    expect(running(whole)).toBeUndefined();
  });

  test("the cursor is the last event's sequence", () => {
    const conversation = shown(...some.reply("Con"));

    expect(conversation.cursor).toBe(some.reply("Con").at(-1)!.sequence);
  });

  test("an event that doesn't follow is told", () => {
    const missing = () => shown(some.started(1), some.delta(3, 3, "stel"));

    expect(missing).toThrow(expect.objectContaining({ code: "unexpected" }));
  });

  test("a tool is one line, from its start to its end", () => {
    const conversation = shown(
      some.started(1),
      { ...base, type: "tool.started", sequence: 2, tool: { callId: "c", name: "search_blocks" } },
      { ...base, type: "tool.finished", sequence: 3, tool: { callId: "c", name: "search_blocks", summary: "4 found", durationMs: 3 } },
    );

    expect(conversation.turns[0]!.tools).toEqual([{ callId: "c", name: "search_blocks", summary: "4 found", durationMs: 3 }]);
  });

  test("a draft becomes the suggestion, and a decision from another tab is shown", () => {
    const conversation = shown(
      some.started(1),
      { ...base, type: "suggestion.draft", sequence: 2, suggestion: draft },
      { ...base, type: "suggestion.ready", sequence: 3, suggestion: some.suggestion() },
      some.completed(4, ""),
      { type: "suggestion.changed", sequence: 5, sessionId: base.sessionId, at: base.at, suggestion: some.suggestion({ status: "accepted" }) },
    );

    expect(conversation.turns[0]!.suggestions).toEqual([some.suggestion({ status: "accepted" })]);
  });

  test.each(["accepted", "rejected", "applied", "failed"] as const)("what is %s stays so, also where it is told again that it is ready", (status) => {
    const ready = { ...base, type: "suggestion.ready" as const, suggestion: some.suggestion() };
    const decided = shown(
      some.started(1),
      { ...ready, sequence: 2 },
      { type: "suggestion.changed", sequence: 3, sessionId: base.sessionId, at: base.at, suggestion: some.suggestion({ status }) },
      { ...base, type: "suggestion.draft", sequence: 4, suggestion: { ...draft, suggestionId: "again" } },
    );

    const told = apply(decided, { ...ready, sequence: 5 });

    expect(told.turns[0]!.suggestions).toEqual([some.suggestion({ status })]);
  });

  test("what is told as ready only once it is decided is shown as decided, and does not go back either", () => {
    const ready = { ...base, type: "suggestion.ready" as const };
    const late = shown(some.started(1), { ...ready, sequence: 2, suggestion: some.suggestion() }, { ...ready, sequence: 3, suggestion: some.suggestion({ status: "applied" }) });

    const told = apply(late, { ...ready, sequence: 4, suggestion: some.suggestion({ status: "accepted" }) });

    expect(late.turns[0]!.suggestions).toEqual([some.suggestion({ status: "applied" })]);
    expect(told.turns[0]!.suggestions).toEqual([some.suggestion({ status: "applied" })]);
  });

  test("a draft that nothing came of goes", () => {
    const drafted = shown(some.started(1), { ...base, type: "suggestion.draft", sequence: 2, suggestion: draft });
    const retried = apply(drafted, { ...base, type: "suggestion.invalid", sequence: 3, attempt: 1, willRetry: true, errors: [] });
    const given = apply(retried, { ...base, type: "suggestion.invalid", sequence: 4, attempt: 2, willRetry: false, errors: [] });

    expect(retried.turns[0]!.suggestions).toEqual([draft]);
    expect(given.turns[0]!.suggestions).toEqual([]);
    expect(given.turns[0]!.rejections).toHaveLength(2);
  });

  test("a candidate that didn't pass is listed once, however often it is told", () => {
    const first = { ...base, type: "suggestion.invalid" as const, attempt: 1, willRetry: true, errors: [] };
    const second = { ...first, attempt: 2 };

    const conversation = shown(some.started(1), { ...first, sequence: 2 }, { ...second, sequence: 3 }, some.rewound(4, 0, "resync"), { ...first, sequence: 5 }, { ...second, sequence: 6 });

    expect(conversation.turns[0]!.rejections.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  test("who takes a turn over begins the list of candidates that didn't pass anew", () => {
    const invalid = { ...base, type: "suggestion.invalid" as const, willRetry: true, errors: [] };
    const left = shown(some.started(1), { ...invalid, sequence: 2, attempt: 1 }, { ...invalid, sequence: 3, attempt: 2 });

    const taken = apply(left, some.rewound(4, 0, "takeover"));
    const judged = apply(taken, { ...invalid, sequence: 5, attempt: 1, willRetry: false });

    expect(taken.turns[0]!.rejections).toEqual([]);
    expect(judged.turns[0]!.rejections).toMatchObject([{ attempt: 1, willRetry: false }]);
  });

  test("who takes a turn over shows none of the drafts and unfinished tools that were left, and all that was done", () => {
    const finished = { callId: "a", name: "search_blocks", durationMs: 3 };
    const other = { ...draft, suggestionId: "other" };
    const left = shown(
      some.started(1),
      some.delta(2, 0, "Con"),
      { ...base, type: "suggestion.ready", sequence: 3, suggestion: some.suggestion() },
      { ...base, type: "tool.started", sequence: 4, tool: { callId: "a", name: "search_blocks" } },
      { ...base, type: "tool.finished", sequence: 5, tool: finished },
      { ...base, type: "tool.started", sequence: 6, tool: { callId: "b", name: "get_block" } },
      { ...base, type: "suggestion.draft", sequence: 7, suggestion: other },
    );

    const taken = apply(left, some.rewound(8, 0, "takeover"));

    expect(taken.turns[0]).toMatchObject({ text: "", tools: [finished], suggestions: [some.suggestion()] });
  });

  test("a call that goes on is told again behind a loss in the log, and one that has ended is not", () => {
    const finished = { callId: "a", name: "search_blocks", durationMs: 3 };
    const left = shown(
      some.started(1),
      { ...base, type: "tool.started", sequence: 2, tool: { callId: "a", name: "search_blocks" } },
      { ...base, type: "tool.finished", sequence: 3, tool: finished },
      { ...base, type: "tool.started", sequence: 4, tool: { callId: "b", name: "get_block" } },
      { ...base, type: "suggestion.draft", sequence: 5, suggestion: draft },
    );

    expect(apply(left, some.rewound(6, 0, "resync")).turns[0]).toMatchObject({ tools: [finished], suggestions: [draft] });
  });

  test("a snapshot leaves no draft and no call of a turn that has ended since", () => {
    const left = shown(some.started(1), { ...base, type: "tool.started", sequence: 2, tool: { callId: "b", name: "get_block" } }, { ...base, type: "suggestion.draft", sequence: 3, suggestion: draft });
    const messages = [some.userMessage(), some.message({ content: "Con" })];

    expect(apply(left, some.snapshot(20, messages)).turns[0]).toMatchObject({ status: "complete", tools: [], suggestions: [] });
    const live = { ...some.snapshot(20, messages), session: some.session({ activeTurnId: some.turnId }) } as SessionEvent;
    expect(apply(left, live).turns[0]).toMatchObject({ status: "running", tools: [], suggestions: [draft] });
  });

  test("a draft of what is ready already goes once it is told again, and no other does", () => {
    const again = { ...draft, suggestionId: "again" };
    const other = { ...draft, suggestionId: "other", target: "block" };
    const ready = { ...base, type: "suggestion.ready" as const, suggestion: some.suggestion() };
    const drafted = shown(some.started(1), { ...ready, sequence: 2 }, { ...base, type: "suggestion.draft", sequence: 3, suggestion: again }, { ...base, type: "suggestion.draft", sequence: 4, suggestion: other });

    const told = apply(drafted, { ...ready, sequence: 5 });

    expect(drafted.turns[0]!.suggestions).toEqual([some.suggestion(), again, other]);
    expect(told.turns[0]!.suggestions).toEqual([some.suggestion(), other]);
  });

  test("of two that are written side by side the first to be ready takes no other's draft away", () => {
    const other = { ...draft, suggestionId: "other" };
    const conversation = shown(
      some.started(1),
      { ...base, type: "suggestion.draft", sequence: 2, suggestion: draft },
      { ...base, type: "suggestion.draft", sequence: 3, suggestion: other },
      { ...base, type: "suggestion.ready", sequence: 4, suggestion: some.suggestion() },
    );

    expect(conversation.turns[0]!.suggestions).toEqual([some.suggestion(), other]);
  });

  test("a reply that is made anew supersedes the one before and asks nothing again", () => {
    const conversation = shown(...some.reply("Con"), { ...some.started(50), turnId: "again", messageId: "new" } as SessionEvent);

    expect(conversation.turns).toMatchObject([{ text: "Con", status: "superseded" }, { turnId: "again", status: "running" }]);
    expect(conversation.turns[1]).not.toHaveProperty("userMessage");
  });

  test("a snapshot is taken as the state and the live reply goes on from it", () => {
    const messages = [some.userMessage({ turnId: "old" }), some.message({ turnId: "old", messageId: "o", content: "Yes.", feedback: "up" }), some.userMessage({ messageId: "u" }), some.message({ content: "Con", status: "partial" })];
    const snapshot = { ...some.snapshot(20, messages), session: some.session({ activeTurnId: some.turnId }) } as SessionEvent;

    const conversation = shown(snapshot, some.delta(21, 3, "stel"));

    expect(conversation.turns).toMatchObject([{ text: "Yes.", status: "complete", feedback: "up" }, { text: "Constel", status: "running" }]);
    expect(conversation.cursor).toBe(21);
  });

  test("a snapshot keeps what was seen of suggestions", () => {
    const before = shown(some.started(1), { ...base, type: "suggestion.ready", sequence: 2, suggestion: some.suggestion() }, some.completed(3, "Con"));

    const conversation = apply(before, some.snapshot(20, [some.userMessage(), some.message({ content: "Con" })]));

    expect(conversation.turns[0]!.suggestions).toEqual([some.suggestion()]);
  });

  test("a snapshot brings the suggestions of its turns, in the state they are in now", () => {
    const accepted = some.suggestion({ status: "accepted" });
    const before = shown(some.started(1), { ...base, type: "suggestion.ready", sequence: 2, suggestion: some.suggestion() }, some.completed(3, "Con"));
    const snapshot = { ...some.snapshot(20, [some.userMessage(), some.message({ content: "Con" })]), suggestions: [some.suggestion({ suggestionId: "gone", turnId: "gone" }), accepted] } as SessionEvent;

    const opened = shown(snapshot);
    const reopened = apply(before, snapshot);

    expect(opened.turns.map(({ suggestions }) => suggestions)).toEqual([[accepted]]);
    expect(reopened.turns.map(({ suggestions }) => suggestions)).toEqual([[accepted]]);
  });

  test("a snapshot that is full may have messages before it, another has none", () => {
    const full = shown(some.snapshot(20, messages(0, 200)));
    const short = shown(some.snapshot(20, messages(0, 199)));

    expect(full.hasOlder).toBe(true);
    expect(short.hasOlder).toBe(false);
  });

  test("pages of history go before what is shown, which stays as it is", () => {
    const watched = shown(some.snapshot(20, messages(7, 12)), some.started(21), some.delta(22, 0, "Con"));

    const seam = withOlder(watched, messages(4, 12), true);
    const all = withOlder(seam, messages(0, 4), false);

    expect(seam.turns.map(({ turnId }) => turnId)).toEqual(["2", "3", "4", "5", some.turnId]);
    expect(seam.turns[1]!.userMessage?.content).toBe("6");
    expect(all.turns.map(({ text }) => text)).toEqual(["1", "3", "5", "7", "9", "11", "Con"]);
    expect([seam.hasOlder, all.hasOlder]).toEqual([true, false]);
    expect(running(all)?.text).toBe("Con");
  });

  test("a page of history that is newer than the events adds nothing behind them", () => {
    const watched = shown(some.snapshot(20, messages(0, 4)));

    const conversation = withOlder(watched, messages(0, 8), false);

    expect(conversation.turns.map(({ turnId }) => turnId)).toEqual(["0", "1"]);
  });

  test("the end is the end", () => {
    const conversation = shown(...some.reply("Con"), some.ended(99));

    expect(conversation.ended).toBe(true);
  });
});

/** Messages of turns of two each, counted through, by number. */
function messages(from: number, to: number): Message[] {
  return Array.from({ length: to - from }, (_, index) => {
    const message = { messageId: String(from + index), turnId: String(Math.floor((from + index) / 2)), content: String(from + index) };
    return (from + index) % 2 === 0 ? some.userMessage(message) : some.message(message);
  });
}
