import { describe, expect, onTestFinished, test, vi } from "vitest";
import { fold, RealtimeError, type ClientOptions, type RealtimeClient, type SessionEvent } from "../src/index.ts";
import { FakeHub } from "./fakeHub.ts";
import { all, some } from "./some.ts";

/** However busy the machine is. */
const eventually = (holds: () => void) => vi.waitFor(holds, { timeout: 20_000 });

const reply = some.reply("Con", "stel", "lation");
const refused = (code: string) => new Error(`An unexpected error occurred invoking 'X' on the server. HubException: {"code":"${code}","message":"No."}`);
const message = { sessionId: some.sessionId, clientMessageId: "01950000-0000-7000-8000-00000000000a", text: "What is this?" };

function start(options: Partial<ClientOptions> = {}): { hub: FakeHub; client: RealtimeClient } {
  const hub = new FakeHub();
  const client = hub.client(options);
  onTestFinished(() => client.close());
  return { hub, client };
}

/** Reads as far as the given number of events, and gives the rest on demand. */
function reading(events: AsyncIterable<SessionEvent>): { read: SessionEvent[]; end: Promise<void> } {
  const read: SessionEvent[] = [];
  const end = (async () => {
    for await (const event of events) read.push(event);
  })();
  end.catch(() => {});
  return { read, end };
}

describe("connecting", () => {
  test("each connection takes a ticket of its own with the bearer token", async () => {
    const { hub, client } = start();

    await client.connect();
    hub.connection.drop();
    await eventually(() => expect(hub.connections).toHaveLength(2));

    expect(hub.requests.map(({ method, url, headers }) => [method, url, headers.get("Authorization")])).toEqual(Array(2).fill(["POST", "http://hub/llm/ticket/", "Bearer token"]));
    expect(hub.credentials).toEqual(["ticket-1", "ticket-2"]);
  });

  test("where a header can be set the token itself is the credential", async () => {
    const { hub, client } = start({ tickets: false });

    await client.connect();

    expect(hub.credentials).toEqual(["token"]);
    expect(hub.requests).toHaveLength(0);
  });

  test("many calls at once share one connection", async () => {
    const { hub, client } = start();
    hub.answers["CancelTurn"] = () => null;

    await Promise.all([1, 2, 3].map(() => client.cancelTurn(some.sessionId, some.turnId)));

    expect(hub.connections).toHaveLength(1);
  });

  test("a hub that can't be reached is tried again until it can", async () => {
    const { hub, client } = start();
    hub.failingStarts = 4;

    await client.connect();

    expect(hub.credentials).toHaveLength(5);
  });

  test("a token that is refused ends the attempts and fails the call", async () => {
    const { hub, client } = start();
    hub.rest = () => Response.json({ code: "unauthenticated", detail: "The token has expired." }, { status: 401 });

    const call = client.startSession();

    await expect(call).rejects.toMatchObject({ code: "unauthenticated" });
    expect(hub.requests).toHaveLength(1);
  });

  test("the state is told with the reason of its change", async () => {
    const { hub, client } = start();
    const leaving = new AbortController();
    const states: string[] = [];
    const watching = (async () => {
      for await (const { state, reason } of client.states(leaving.signal)) states.push(reason ? `${state} (${reason})` : state);
    })();

    await client.connect();
    await eventually(() => expect(states).toContain("connected"));
    hub.connection.drop();
    await eventually(() => expect(hub.connections).toHaveLength(2));
    await client.close();
    await eventually(() => expect(states.at(-1)).toBe("disconnected (closed)"));
    leaving.abort();
    await watching;

    expect(states.join(", ")).toMatch(/^disconnected, .*connected, .*\(connection_lost\), .*disconnected \(closed\)$/);
  });

  test("an abort ends the wait for a connection", async () => {
    const { hub, client } = start();
    hub.failingStarts = Number.POSITIVE_INFINITY;
    const leaving = new AbortController();

    const call = client.startSession({}, leaving.signal);
    await eventually(() => expect(hub.credentials.length).toBeGreaterThan(2));
    leaving.abort(new Error("left"));

    await expect(call).rejects.toThrow("left");
  });

  test("a closed client refuses with closed", async () => {
    const { client } = start();
    await client.connect();

    await client.close();

    await expect(client.startSession()).rejects.toMatchObject({ code: "closed" });
  });
});

describe("commands", () => {
  test.each<[string, (client: RealtimeClient) => Promise<unknown>, unknown[]]>([
    ["StartSession", (client) => client.startSession({ title: "Fires" }), [{ title: "Fires" }]],
    ["SendMessage", (client) => client.sendMessage(message), [message]],
    ["CancelTurn", (client) => client.cancelTurn("s", "t"), ["s", "t"]],
    ["Regenerate", (client) => client.regenerate("s", "t", "m"), ["s", "t", "m"]],
    ["EndSession", (client) => client.endSession("s"), ["s"]],
    ["DecideSuggestion", (client) => client.decideSuggestion({ sessionId: "s", suggestionId: "u", decision: "accepted" }), [{ sessionId: "s", suggestionId: "u", decision: "accepted" }]],
    ["GiveFeedback", (client) => client.giveFeedback({ sessionId: "s", messageId: "m", rating: "up" }), [{ sessionId: "s", messageId: "m", rating: "up" }]],
  ])("%s is called with its arguments and gives its answer", async (method, call, args) => {
    const { hub, client } = start();
    hub.answers[method] = () => "the answer";

    const answer = await call(client);

    expect(answer).toBe("the answer");
    expect(hub.calls).toEqual([{ method, args }]);
  });

  test("a refusal has the hub's code", async () => {
    const { hub, client } = start();
    hub.answers["SendMessage"] = () => { throw refused("session_busy"); };

    const call = client.sendMessage(message);

    await expect(call).rejects.toBeInstanceOf(RealtimeError);
    await expect(call).rejects.toMatchObject({ code: "session_busy", message: "No." });
  });

  test("a message whose answer was lost is sent again under the same id", async () => {
    const { hub, client } = start();
    const call = client.sendMessage(message);
    await eventually(() => expect(hub.called("SendMessage")).toHaveLength(1));

    hub.answers["SendMessage"] = () => some.turn();
    hub.connection.drop();

    await expect(call).resolves.toEqual(some.turn());
    expect(hub.called("SendMessage")).toEqual([[message], [message]]);
  });

  test("a session whose answer was lost is not started twice", async () => {
    const { hub, client } = start();
    const call = client.startSession();
    await eventually(() => expect(hub.called("StartSession")).toHaveLength(1));

    hub.connection.drop();

    await expect(call).rejects.toMatchObject({ code: "connection_lost" });
    expect(hub.called("StartSession")).toHaveLength(1);
  });

  test("an error without a code is unexpected and not repeated", async () => {
    const { hub, client } = start();
    hub.answers["EndSession"] = () => { throw new Error("Something odd."); };

    await expect(client.endSession("s")).rejects.toMatchObject({ code: "unexpected", message: "Something odd." });
    expect(hub.called("EndSession")).toHaveLength(1);
  });
});

describe("readers", () => {
  test.each([0, 1, 2, 3])("a streamed reply whose node is lost after %i events goes on over the next one", async (at) => {
    const { hub, client } = start();
    const { read, end } = reading(client.streamReply(message));
    await eventually(() => expect(hub.connection?.reading).toBe(1));

    hub.says(...reply.slice(0, at));
    await eventually(() => expect(read).toHaveLength(at));
    hub.connection.drop();
    hub.says(...reply.slice(at));
    await end;

    expect(read).toEqual(reply);
    expect(fold(read)).toBe("Constellation");
    expect(hub.called("StreamReply")).toHaveLength(at === 0 ? 2 : 1);
  });

  test("a message that is refused fails the streamed reply before its first event", async () => {
    const { hub, client } = start();
    hub.answers["StreamReply"] = () => { throw refused("unavailable"); };

    const call = all(client.streamReply(message));

    await expect(call).rejects.toMatchObject({ code: "unavailable" });
    expect(hub.called("StreamReply")).toHaveLength(1);
  });

  test("a reply is resumed from its cursor", async () => {
    const { hub, client } = start();
    hub.says(...reply);

    const events = await all(client.resumeReply({ ...some.turn(), after: reply[1]!.sequence }));

    expect(events).toEqual(reply.slice(2));
    expect(hub.called("ResumeReply")).toEqual([[some.sessionId, some.turnId, reply[1]!.sequence]]);
  });

  test("a session is watched over lost connections until it ends", async () => {
    const { hub, client } = start();
    const { read, end } = reading(client.watch(some.sessionId));
    await eventually(() => expect(hub.connection?.reading).toBe(1));

    hub.says(...reply);
    await eventually(() => expect(read).toHaveLength(reply.length));
    hub.connection.drop();
    await eventually(() => expect(hub.connection.reading).toBe(1));
    hub.says(some.ended(99));
    await end;

    expect(read).toEqual([...reply, some.ended(99)]);
    expect(hub.called("Watch")).toEqual([[some.sessionId, 0], [some.sessionId, reply.at(-1)!.sequence]]);
  });

  test("a snapshot moves the cursor to its own sequence", async () => {
    const { hub, client } = start();
    const { read } = reading(client.watch(some.sessionId));
    await eventually(() => expect(hub.connection?.reading).toBe(1));

    hub.says(some.snapshot(50, []));
    await eventually(() => expect(read).toHaveLength(1));
    hub.connection.drop();
    await eventually(() => expect(hub.called("Watch")).toHaveLength(2));

    expect(hub.called("Watch")[1]).toEqual([some.sessionId, 50]);
  });

  test("leaving the loop stops the stream", async () => {
    const { hub, client } = start();
    hub.says(...reply.slice(0, 2));

    for await (const _ of client.watch(some.sessionId)) break;

    expect(hub.connection.reading).toBe(0);
  });

  test("an abort stops the stream and ends the reading with its own reason", async () => {
    const { hub, client } = start();
    const leaving = new AbortController();
    const { end } = reading(client.watch(some.sessionId, 0, leaving.signal));
    await eventually(() => expect(hub.connection?.reading).toBe(1));

    leaving.abort(new Error("left"));

    await expect(end).rejects.toThrow("left");
    expect(hub.connection.reading).toBe(0);
  });
});

describe("announcements", () => {
  test("each is told to those who receive, over every connection", async () => {
    const { hub, client } = start();
    const told: unknown[] = [];
    const stop = client.receive({
      sessionChanged: (session) => told.push(session),
      sessionEnded: (sessionId) => told.push(sessionId),
      suggestionReady: (suggestion) => told.push(suggestion),
    });
    await client.connect();
    hub.connection.drop();
    await eventually(() => expect(hub.connections).toHaveLength(2));

    hub.connection.announces("SessionChanged", some.session());
    hub.connection.announces("SuggestionReady", some.suggestion());
    hub.connection.announces("SessionEnded", some.sessionId);
    stop();
    hub.connection.announces("SessionEnded", "another");

    expect(told).toEqual([some.session(), some.suggestion(), some.sessionId]);
  });

  test.each(["draining", "token_expiring"])("at %s readers go over to another connection and miss nothing", async (code) => {
    const { hub, client } = start();
    const { read, end } = reading(client.resumeReply(some.turn()));
    await eventually(() => expect(hub.connection?.reading).toBe(1));
    const first = hub.connection;

    hub.says(...reply.slice(0, 2));
    first.announces("Notice", { code, message: "Reconnect." });
    await eventually(() => expect(first.open).toBe(false));
    hub.says(...reply.slice(2));
    await end;

    expect(read).toEqual(reply);
    expect(hub.connections).toHaveLength(2);
  });

  test("a node that stops may complete its streams early, as often as it likes", async () => {
    const { hub, client } = start();
    const { read } = reading(client.watch(some.sessionId));
    await eventually(() => expect(hub.connection?.reading).toBe(1));

    for (const count of [2, 3, 4]) {
      hub.connection.announces("Notice", { code: "draining", message: "Reconnect." });
      hub.connection.completesEarly();
      await eventually(() => expect(hub.connections).toHaveLength(count));
      await eventually(() => expect(hub.connection.reading).toBe(1));
    }
    hub.says(...reply);

    await eventually(() => expect(read).toEqual(reply));
  });

  test("a call that waits for its answer is let finish before its node is left", async () => {
    const { hub, client } = start();
    let answer = (_: unknown) => {};
    hub.answers["SendMessage"] = () => new Promise((resolve) => (answer = resolve));
    const call = client.sendMessage(message);
    await eventually(() => expect(hub.called("SendMessage")).toHaveLength(1));

    hub.connection.announces("Notice", { code: "draining", message: "Reconnect." });
    await eventually(() => expect(hub.connections).toHaveLength(2));
    answer(some.turn());

    await expect(call).resolves.toEqual(some.turn());
    expect(hub.called("SendMessage")).toHaveLength(1);
  });
});

describe("REST", () => {
  test("a page of history is spelled as on the hub and carries the cursor of the next one", async () => {
    const { hub, client } = start();
    hub.rest = () => Response.json([{ message_id: "m", session_id: "s", turn_id: "t", sender: "user", content: "snake_case stays", timestamp: "now", status: "complete" }], { headers: { Link: '</llm/chat/s/history/?limit=1&before=a%2Bb>; rel="next"' } });

    const page = await client.history("s", { limit: 1 });

    expect(hub.requests[0]!.url).toBe("http://hub/llm/chat/s/history/?limit=1");
    expect(page).toEqual({ entries: [{ messageId: "m", sessionId: "s", turnId: "t", sender: "user", content: "snake_case stays", timestamp: "now", status: "complete" }], before: "a+b" });
  });

  test("the last page has no cursor", async () => {
    const { hub, client } = start();
    hub.rest = () => Response.json([]);

    const page = await client.sessions({ before: "c" });

    expect(hub.requests[0]!.url).toBe("http://hub/llm/chat/sessions/?before=c");
    expect(page).toEqual({ entries: [] });
  });

  test("a hub out of reach is connection_lost", async () => {
    const { client } = start({ fetch: async () => { throw new TypeError("fetch failed"); } });

    await expect(client.sessions()).rejects.toMatchObject({ code: "connection_lost" });
  });
});
