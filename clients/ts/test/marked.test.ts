import { expect, test } from "vitest";
import { marked } from "../page/marked.ts";

test("words that begin with one of the query's are marked, without regard to case and accents", () => {
  const found = (text: string, query: string) => marked(text, query).filter((part) => part.found).map((part) => part.text);

  expect(found("Which Glaciers are near Zürich?", "zurich glac")).toEqual(["Glaciers", "Zürich"]);
  expect(found("Sentinel-1 and Sentinel-2", "SENTINEL-1")).toEqual(["Sentinel", "1", "Sentinel"]);
  expect(found("e\u0301te\u0301", "été")).toEqual(["e\u0301te\u0301"]);
  expect(found("nothing (.*) here", ".*")).toEqual([]);
});

test("the parts are the text", () => {
  const text = "…a <b>bold</b> 🛰 word\u0301…";

  expect(marked(text, "bold word").map((part) => part.text).join("")).toBe(text);
});
