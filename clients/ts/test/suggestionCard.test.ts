import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { sentenceFor } from "../page/sentences.ts";
import { SuggestionCard } from "../page/SuggestionCard.tsx";
import { inWords } from "../page/words.ts";
import { RealtimeError, type Json, type Suggestion, type SuggestionDraft } from "../src/index.ts";
import { some } from "./some.ts";

const decide = async () => {};
const markup = (suggestion: Suggestion | SuggestionDraft) => renderToStaticMarkup(createElement(SuggestionCard, { suggestion, onDecide: decide }));
const text = (html: string) => html.replace(/<[^>]+>/g, " ").replaceAll("&#x27;", "'").replace(/\s+/g, " ").trim();
const failed = (code: string, message: string) => some.suggestion({ status: "failed", error: { code, message, retryable: false } });

describe("what became of a suggestion", () => {
  test("what was applied says by whom, as what, and in the API's own words", () => {
    const html = markup(some.suggestion({ status: "applied", result: { api: "core", id: "p-1", message: "Pipeline verified successfully." } }));

    expect(text(html)).toContain("Applied");
    expect(text(html)).toContain("Core made the pipeline and verified it. Pipeline p-1 Copy “Pipeline verified successfully.”");
    expect(html).toContain('aria-label="Copy the id p-1"');
    expect(text(html)).not.toContain("Accept ");
  });

  test.each([
    ["dagster_job", "runner", "The runner started the run. Run r-1"],
    ["block", "core", "Core made the block. Block r-1"],
    ["create_ticket", "create_ticket", "The API of Create ticket took it. Id r-1"],
  ])("one for %s", (target, api, told) => {
    expect(text(markup(some.suggestion({ target, status: "applied", result: { api, id: "r-1" } })))).toContain(told);
  });

  test("an API that says nothing is not quoted", () => {
    const told = text(markup(some.suggestion({ target: "alert", status: "applied", result: { api: "alert" } })));

    expect(told).toContain("The API of Alert took it.");
    expect(told).not.toMatch(/Copy the id|“/);
  });

  test.each([
    ["outcome_unknown", "Outcome unknown", 'data-tone="unknown"'],
    ["target_refused", "Refused", 'data-tone="failed"'],
    ["conflict", "Not applied", 'data-tone="failed"'],
    ["unavailable", "Not applied", 'data-tone="failed"'],
  ])("%s is called so, with the reason", (code, badge, tone) => {
    const html = markup(failed(code, "It's so."));

    expect(text(html)).toMatch(new RegExp(`${badge}.*It's so\\.`));
    expect(html).toContain(tone);
  });

  test("one that waits for its API, or has none, can be copied", () => {
    const html = markup(some.suggestion({ status: "accepted", payload: { a: 1 } }));

    expect(text(html)).toContain("What its API answers is shown here.");
    expect(html).toContain('aria-label="Copy the JSON"');
  });

  test("a refused decision is told in the hub's words: what is not valid any more was not somebody's being quicker", () => {
    expect(sentenceFor(new RealtimeError("conflict", "This suggestion is not valid any more."))).toBe("This suggestion is not valid any more.");
  });
});

describe("a suggestion for an API of any kind", () => {
  const payload: Json = {
    title: "Fire <b>", dueDate: "2026-02-28", is_urgent: true, note: null, "": "x", labels: ["a", "b"], tags: [],
    assignee: { full_name: "Ada", teams: [{ id: 7 }] }, text: "one\ntwo",
  };

  test("is read as names and values, nested as it is, and no markup of its own", () => {
    const html = markup(some.suggestion({ target: "create_ticket", title: "create_ticket", payload }));

    expect(text(html)).toMatch(/^Create ticket Create ticket Suggested Title Fire &lt;b&gt; Due date 2026-02-28 Is urgent Yes Note none x Labels a b Tags empty Assignee Full name Ada Teams Id 7 Text one two/);
    expect(html).toContain('<dt title="is_urgent">');
    expect(html).not.toContain("<b>");
  });

  test("is shown while it is being written", () => {
    const draft: SuggestionDraft = { suggestionId: "s", target: "create_ticket", status: "draft", payload: { title: "Fi" } };

    expect(text(markup(draft))).toBe("Create ticket A create ticket Being written Title Fi");
  });

  test("however much and deep it is, the rest is in the JSON", () => {
    const deep = Array.from({ length: 20 }).reduce<Json>((inner) => ({ inner }), 1);
    const shown = text(markup(some.suggestion({ target: "t", payload: { many: Array.from({ length: 40 }, (_, i) => i), deep } })));

    expect(shown).toContain("29 and 10 more");
    expect(shown).toContain("{&quot;inner&quot;:{");
  });
});

test("names become words", () => {
  expect(["dueDate", "due_date", "DUE", "HTTPStatus", "team2Name", "_", "schön_Größe"].map(inWords)).toEqual(
    ["Due date", "Due date", "DUE", "HTTPStatus", "Team2 name", "_", "Schön größe"]);
});
