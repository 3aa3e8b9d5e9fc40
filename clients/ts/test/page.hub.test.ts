import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hubUrl } from "./hubUrl.ts";

const question = "I want to detect wildfires from Sentinel-2 and put results into a bucket";
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

let folder: string;
let browser: BrowserContext;
const complaints: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "constellation-page-"));
  browser = await chromium.launchPersistentContext(folder, { executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", headless: true, args });
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

describe("the page on a running hub", () => {
  test("an answer streams, survives a reload on its way, ends as history has it, and a second tab shows the same", async () => {
    const page = await signedIn();
    await page.getByLabel("Your question").fill(question);
    await page.keyboard.press("Enter");

    const [first, second] = await growing(page, 2);
    expect(second!.startsWith(first!)).toBe(true);
    expect(second!.length).toBeGreaterThan(first!.length);

    await page.reload();
    const [again] = await growing(page, 1);
    expect(words(again!).startsWith(words(second!))).toBe(true);
    await page.locator(".turn .after").waitFor();
    const [, reply, ...more] = await history(page);
    const shown = await replyOf(page);
    expect(more).toEqual([]);
    expect(reply).toMatchObject({ sender: "assistant", status: "complete" });
    expect(words(shown)).toBe(words(withoutMarkup(reply!.content)));

    const blocks = page.locator('.suggestion[data-status="ready"] .block');
    expect(await blocks.count()).toBeGreaterThanOrEqual(3);
    expect(await page.locator('.suggestion[data-status="ready"] .edges li').count()).toBeGreaterThanOrEqual(2);

    const drawing = page.locator('.drawing[data-status="ready"]');
    expect(await drawing.locator(".graph__block").count()).toBe(await blocks.count());
    expect(await drawing.locator(".graph__edge").count()).toBe(await page.locator('.suggestion[data-status="ready"] .edges li').count());
    expect(await drawing.isVisible()).toBe(true);
    await page.setViewportSize({ width: 800, height: 700 });
    expect(await drawing.isVisible()).toBe(false);

    const other = await signedIn(page.url());
    await other.locator(".turn .after").waitFor();
    expect(await replyOf(other)).toBe(shown);
    expect(await other.locator(".block__name").allTextContents()).toEqual(await page.locator(".block__name").allTextContents());

    await page.getByRole("button", { name: "Accept" }).click();
    await other.locator('.suggestion[data-status="accepted"], .suggestion[data-status="applied"]').waitFor();
    await other.locator(".suggestion .outcome").waitFor();
    await other.locator(".suggestion").getByText("What goes to the API").click();
    expect(JSON.parse(await other.locator(".payload pre").innerText())).toMatchObject({ blocks: expect.any(Array) as unknown });
  });

  test("a suggestion is edited before it is accepted: what is wrong is shown with its places, and what passes is what every tab has", async () => {
    const page = await signedIn();
    await page.getByLabel("Your question").fill(question);
    await page.keyboard.press("Enter");
    await page.locator(".turn .after").waitFor();
    const other = await signedIn(page.url());
    const field = page.getByLabel("What goes to the API, as JSON");

    await page.getByRole("button", { name: "Edit", exact: true }).click();
    expect(await field.evaluate((area) => area === document.activeElement)).toBe(true);
    const suggested = await field.inputValue();
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(await page.getByRole("button", { name: "Edit", exact: true }).evaluate((button) => button === document.activeElement)).toBe(true);

    await page.keyboard.press("Enter");
    await field.fill(suggested.slice(0, -1));
    await page.getByRole("button", { name: "Accept as edited" }).click();
    await page.getByRole("alert").getByText("This is not JSON yet").waitFor();
    await field.fill(suggested.replace(/"name": ".*"/, '"name": ""').replace(/"edge_type": ".*"/, '"edge_type": ""'));
    await page.getByRole("button", { name: "Accept as edited" }).click();
    await page.getByText("This is not valid yet. Nothing was decided.").waitFor();
    expect(await page.locator(".editor .problem li").count()).toBeGreaterThanOrEqual(2);
    await page.getByRole("button", { name: "Line 2" }).click();
    expect(await field.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd))).toBe('""');
    expect(await other.locator('.suggestion[data-status="ready"]').count()).toBe(1);

    await field.fill(suggested.replace(/"name": ".*"/, '"name": "My own fires"'));
    await page.getByRole("button", { name: "Accept as edited" }).click();
    await other.getByRole("heading", { name: "My own fires" }).first().waitFor();
    await other.getByText("As you edited it.").waitFor();
    await field.waitFor({ state: "detached" });
  });

  test("a second tab that is opened on the way shows the reply as it grows, and can stop it", async () => {
    const page = await signedIn();
    await page.getByLabel("Your question").fill(question);
    await page.keyboard.press("Enter");
    await growing(page, 1);

    const other = await signedIn(page.url());
    await other.getByRole("button", { name: "Stop" }).click();

    await page.getByText("Stopped.").waitFor();
    await other.getByText("Stopped.").waitFor();
    expect(await replyOf(other)).toBe(await replyOf(page));
    expect((await history(page)).at(-1)).toMatchObject({ sender: "assistant", status: "partial" });
  });

  test("a reply is asked for anew, and a session is ended in both tabs", async () => {
    const page = await signedIn();
    await page.getByLabel("Your question").fill(question);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Answer again" }).click();
    await page.getByText("An earlier reply").waitFor();
    await page.getByRole("button", { name: "Answer again" }).waitFor();
    const other = await signedIn(page.url());

    await page.getByRole("button", { name: "End session" }).click();

    await page.getByText("This session has ended.").waitFor();
    await other.getByText("This session has ended.").waitFor();
    expect((await history(page)).map(({ status }) => status)).toEqual(["complete", "superseded", "complete"]);
  });

  test("a session is renamed in every tab, found by what was said in it, and taken away as a file", async () => {
    const word = `w${crypto.randomUUID().replaceAll("-", "")}`;
    const page = await signedIn();
    await page.getByLabel("Your question").fill(`Which glaciers, ${word}?`);
    await page.keyboard.press("Enter");
    await page.locator(".turn .after").waitFor();
    const other = await signedIn(page.url());

    await page.getByRole("button", { name: "Rename session" }).click();
    await page.getByLabel("Title", { exact: true }).fill("Ice in the Alps");
    await page.keyboard.press("Enter");
    await other.getByRole("heading", { name: "Ice in the Alps" }).waitFor();
    await other.locator(".sessions__title", { hasText: "Ice in the Alps" }).waitFor();
    expect(await page.getByRole("button", { name: "Rename session" }).evaluate((button) => button === document.activeElement)).toBe(true);

    await page.getByRole("button", { name: "Rename session" }).click();
    await page.getByLabel("Title", { exact: true }).fill("Not this");
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "Ice in the Alps" }).waitFor();

    await other.getByLabel("Search your sessions").fill(word.slice(0, 12));
    await other.getByText("1 session", { exact: true }).waitFor();
    expect(await other.locator(".sessions mark").allTextContents()).toEqual([word]);
    await other.getByLabel("Search your sessions").fill("nothing like it");
    await other.getByText("Nothing found.").waitFor();
    await other.getByLabel("Search your sessions").fill("");
    await other.locator(".sessions__title", { hasText: "Ice in the Alps" }).waitFor();

    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export session" }).click()]);
    expect(download.suggestedFilename()).toBe("Ice in the Alps.md");
    expect(await readFile(await download.path(), "utf8")).toContain(`> Which glaciers, ${word}?`);
  });

  test("the browser has nothing to complain of", () => {
    expect(complaints).toEqual([]);
  });
});

/** A new tab of the one user of this browser. */
async function signedIn(address = hubUrl()): Promise<Page> {
  const page = await browser.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(address);
  await page.getByRole("button", { name: "Sign in" }).first().click();
  await page.getByText("Signed in as").waitFor();
  return page;
}

/** The reply's text at so many moments, each longer than the one before, all before it was complete. */
async function growing(page: Page, moments: number): Promise<string[]> {
  const seen: string[] = [];
  for (let length = 0; seen.length < moments; length = seen.at(-1)!.length) {
    const text = await page.waitForFunction((than) => {
      const reply = document.querySelector(".turn:last-child .reply--growing")?.textContent ?? "";
      return reply.length > than && reply;
    }, length);
    seen.push(String(await text.jsonValue()));
  }
  return seen;
}

async function replyOf(page: Page): Promise<string> {
  return (await page.locator(".turn:last-child .reply").textContent()) ?? "";
}

async function history(page: Page): Promise<{ sender: string; status: string; content: string }[]> {
  const sessionId = /sessions\/([0-9a-f-]+)/.exec(page.url())![1];
  const token = await page.evaluate(() => JSON.parse(sessionStorage.getItem("constellation.signedIn")!).accessToken as string);
  const answer = await fetch(`${hubUrl()}/llm/chat/${sessionId}/history/`, { headers: { Authorization: `Bearer ${token}` } });
  return (await answer.json()) as { sender: string; status: string; content: string }[];
}

/** The letters and digits alone: Markdown's marks and line ends are not shown. */
function words(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, "");
}

function withoutMarkup(markdown: string): string {
  return markdown.replace(/!\[([^\]]*)\]\([^)]*\)/g, "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/^\s*\d+\.\s/gm, "");
}
