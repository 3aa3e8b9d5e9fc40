import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { Faults, read } from "../page/Editor.tsx";
import { lineAt, placeOf } from "../page/jsonPlace.ts";
import { SuggestionCard } from "../page/SuggestionCard.tsx";
import { readJson, writeJson, type Finding, type Json } from "../src/index.ts";
import { some } from "./some.ts";

const nothing = async () => {};
const card = (suggestion: Parameters<typeof some.suggestion>[0], editable = true) =>
  renderToStaticMarkup(createElement(SuggestionCard, { suggestion: some.suggestion(suggestion), onDecide: nothing, onAcceptEdited: editable ? nothing : undefined }));

describe("where a pointer leads in a text", () => {
  const text = `{
  "name": "a \\"b\\", [c]",
  "blocks" : [ "x", -1.5e3 , {"deep":{"a/b~c":null}} ],
  "": true,
  "edges": [],
  "é\\u0041": {}
}`;

  test.each([
    ["", text],
    ["/name", '"a \\"b\\", [c]"'],
    ["/blocks", '[ "x", -1.5e3 , {"deep":{"a/b~c":null}} ]'],
    ["/blocks/0", '"x"'],
    ["/blocks/1", "-1.5e3"],
    ["/blocks/2/deep/a~1b~0c", "null"],
    ["/", "true"],
    ["/edges", "[]"],
    ["/éA", "{}"],
  ])("%j is found", (pointer, value) => {
    const place = placeOf(text, pointer);

    expect(place && text.slice(place.start, place.end)).toBe(value);
  });

  test.each(["/nothing", "/blocks/3", "/blocks/name", "/name/0", "/blocks/0/1"])("%j leads nowhere", (pointer) => {
    expect(placeOf(text, pointer)).toBeNull();
  });

  test("of a name that is there twice it is the one that counts", () => {
    expect(placeOf('{"a":1,"a":22}', "/a")).toEqual({ start: 11, end: 13 });
  });

  test.each(["", "{", '{"a":', "{'a':1}", '{"a":1,}'])("%j is no JSON and has no places", (broken) => {
    expect(placeOf(broken, "")).toBeNull();
  });

  test("lines count from one", () => {
    expect([lineAt(text, 0), lineAt(text, placeOf(text, "/blocks/2/deep")!.start)]).toEqual([1, 3]);
  });
});

describe("editing a suggestion before it is accepted", () => {
  test("is offered where it can be decided on, and nowhere else", () => {
    expect(card({})).toContain(">Edit</button>");
    expect(card({}, false)).not.toContain(">Edit<");
    expect(card({ status: "accepted" })).not.toContain(">Edit<");
  });

  test("what was edited is marked so for everybody who sees it", () => {
    expect(card({ status: "accepted", edited: true })).toContain("As you edited it.");
    expect(card({ status: "accepted" })).not.toContain("As you edited it.");
  });

  test("what is shown has its numbers as the hub sent them", () => {
    const html = card({ payload: (readJson('{"payload":{"rate":0.12345678901234567891,"share":1.50}}') as { payload: Json }).payload });

    expect(html).toContain("0.12345678901234567891");
    expect(html).toContain("1.50");
  });

  test("each fault is told with its line, and one without a place by its words", () => {
    const text = '{\n  "name": "",\n  "edges": [\n    {}\n  ]\n}';
    const errors: Finding[] = [
      { pointer: "/name", code: "min_length", message: "It is too short." },
      { pointer: "/edges/0", code: "required", message: "'edge_type' is missing." },
      { pointer: "/gone", code: "type", message: "It was <b>here</b>." },
    ];

    const html = renderToStaticMarkup(createElement(Faults, { refused: { message: "No.", errors }, text, onShow: () => {} }));

    expect(html.replace(/<[^>]+>/g, "|").replace(/\|+/g, "|")).toBe(
      "|This is not valid yet. Nothing was decided.|Line 2| It is too short.|Line 4| &#x27;edge_type&#x27; is missing.| It was &lt;b&gt;here&lt;/b&gt;.|");
  });

  test("a refusal without places is told in its own words", () => {
    const html = renderToStaticMarkup(createElement(Faults, { refused: { message: "Somebody was quicker.", errors: [] }, text: "{}", onShow: () => {} }));

    expect(html).toBe('<p class="problem">Somebody was quicker.</p>');
  });

  test.each(['{"a":[{"id":9007199254740993}]}', '{"a":0.12345678901234567891,"b":[1.50,-0,1e3,7]}'])("what is sent of %s is that text", (text) => {
    const written = read(text) as { payload: Json };

    expect(writeJson({ payload: written.payload })).toBe(`{"payload":${text}}`);
  });

  test("what is no JSON, or too long for a message to the hub, is not sent", () => {
    expect(read('{"a": [1, "é"]}')).toEqual({ payload: { a: [1, "é"] } });
    expect(read("{'a': 1}")).toMatchObject({ refused: { message: expect.stringMatching(/^This is not JSON yet: ./) as unknown, errors: [] } });
    expect(read(JSON.stringify("é".repeat(32_000)))).toMatchObject({ refused: { message: "This is too long: it may have 64,000 bytes." } });
  });
});
