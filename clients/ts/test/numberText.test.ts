import { NullLogger } from "@microsoft/signalr";
import { describe, expect, test } from "vitest";
import { JsonProtocol } from "../src/jsonProtocol.ts";
import { readJson, writeJson } from "../src/index.ts";

const texts = ["0.12345678901234567891", "9007199254740993", "1.50", "1e3", "-0", "1E-400", "[0.10,0.1]", '{"a":{"b":[1.0,2]},"c":"1.50"}', '"\\"1.50"', "7", "null"];

describe("JSON whose numbers keep their text", () => {
  test.each(texts)("%s is written as it was read, in an object and in a list", (text) => {
    expect(writeJson(readJson(`{"a":${text},"b":[${text}]}`))).toBe(`{"a":${text},"b":[${text}]}`);
  });

  test.each(texts)("%s reads as with JSON.parse", (text) => {
    expect(readJson(`[${text}]`)).toEqual(JSON.parse(`[${text}]`));
  });

  test.each(["{12345678901234567890:1}", "[01.50]", "[1.50.1]", "[1.]", "{'a':1.50}", "[1.50"])("%s is no JSON", (text) => {
    expect(() => readJson(text)).toThrow(SyntaxError);
  });

  test("a number that was changed is written as it is now", () => {
    const value = readJson('{"a":1.50,"b":1.50}') as { a: unknown; b: number };
    value.a = "text";
    value.b = 2;

    expect(writeJson(value)).toBe('{"a":"text","b":2}');
  });

  test("a payload comes from the hub and goes back with the same text, whatever else comes with it", () => {
    const protocol = new JsonProtocol();
    const item = (payload: string) => `{"type":2,"invocationId":"1","item":{"payload":${payload}}}\u001e`;

    const messages = protocol.parseMessages(`{"type":6}\u001e${item('{"rate":1.50}')}{"type":99}\u001e${item('{"rate":2.50}')}`, NullLogger.instance);

    expect(messages.map(({ type }) => type)).toEqual([6, 2, 2]);
    expect(messages.slice(1).map((message) => protocol.writeMessage(message))).toEqual([item('{"rate":1.50}'), item('{"rate":2.50}')]);
    expect(messages[1]).toMatchObject({ item: { payload: { rate: 1.5 } } });
  });
});
