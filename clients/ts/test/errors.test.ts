import { describe, expect, test } from "vitest";
import { RealtimeError, refusalFrom } from "../src/index.ts";
import { refusalFromAnswer } from "../src/errors.ts";

describe("refusalFrom", () => {
  test("the JSON is read from the first brace, behind SignalR's own sentence", () => {
    const error = new Error('An unexpected error occurred invoking \'SendMessage\' on the server. HubException: {"code":"rate_limited","message":"Too many messages {so far}.","retryAfterMs":1500}');

    const refusal = refusalFrom(error);

    expect(refusal).toBeInstanceOf(RealtimeError);
    expect(refusal).toMatchObject({ code: "rate_limited", message: "Too many messages {so far}.", retryAfterMs: 1500, cause: error });
  });

  test("a wait is named only where waiting helps", () => {
    const refusal = refusalFrom(new Error('HubException: {"code":"not_found","message":"There is no such session."}'));

    expect(refusal).toMatchObject({ code: "not_found", retryAfterMs: undefined });
  });

  test("what is wrong with a payload is passed on with its places, and nothing that is no such thing", () => {
    const finding = { pointer: "/name", code: "min_length", message: "It is too short." };

    const refusal = refusalFrom(new Error(`HubException: {"code":"invalid_request","message":"No.","errors":[${JSON.stringify(finding)},7,null,{"pointer":"/a"}]}`));

    expect(refusal?.errors).toEqual([finding]);
    expect(refusalFrom(new Error('{"code":"conflict","message":"No."}'))?.errors).toEqual([]);
  });

  test("a code of a newer hub is passed on", () => {
    const refusal = refusalFrom(new Error('{"code":"moon_phase","message":"Not tonight."}'));

    expect(refusal?.code).toBe("moon_phase");
  });

  test.each(["", "Invocation canceled due to the underlying connection being closed.", "{", "HubException: {not json}", '["code"]', "{}", '{"code":7}', 'null {"a":1}'])("%j is no refusal", (text) => {
    const refusal = refusalFrom(new Error(text));

    expect(refusal).toBeNull();
  });
});

describe("refusalFromAnswer", () => {
  test("a problem document gives its code and its sentence", async () => {
    const answer = new Response('{"title":"Too many requests","detail":"Wait a little.","code":"rate_limited"}', { status: 429, headers: { "Retry-After": "3" } });

    const refusal = await refusalFromAnswer(answer);

    expect(refusal).toMatchObject({ code: "rate_limited", message: "Wait a little.", retryAfterMs: 3000 });
  });

  test.each([[401, "unauthenticated"], [403, "forbidden"], [404, "not_found"], [429, "rate_limited"], [502, "unavailable"], [503, "unavailable"], [418, "unexpected"]])("without one the status %i is %s", async (status, code) => {
    const refusal = await refusalFromAnswer(new Response("<html>", { status }));

    expect(refusal.code).toBe(code);
  });
});
