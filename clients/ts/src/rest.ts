import type { Message, Session, SessionHit } from "./contracts.ts";
import { RealtimeError, refusalFromAnswer } from "./errors.ts";

/** Some entries of a longer list, and the cursor of those that follow; absent on the last page. */
export interface Page<T> {
  readonly entries: readonly T[];
  readonly before?: string;
}

export interface PageRequest {
  /** 1 to 200; 50 where it is left out. */
  readonly limit?: number;
  /** {@link Page.before} of the page before this one. */
  readonly before?: string;
}

export type ExportFormat = "markdown" | "json";

/** The hub's REST face, as far as a client with a connection needs it. */
export class Rest {
  private readonly url: string;
  private readonly accessToken: (signal?: AbortSignal) => string | Promise<string>;
  private readonly fetch: typeof fetch;

  constructor(url: string, accessToken: (signal?: AbortSignal) => string | Promise<string>, fetch: typeof globalThis.fetch) {
    this.url = url;
    this.accessToken = accessToken;
    this.fetch = fetch;
  }

  /** A ticket for one WebSocket: good once, for 30 seconds, on any node. */
  async ticket(signal?: AbortSignal): Promise<string> {
    const answer = await this.send("POST", "/llm/ticket/", signal);
    const { ticket } = (await answer.json()) as { ticket: string };
    return ticket;
  }

  sessions(request: PageRequest, signal?: AbortSignal): Promise<Page<Session>> {
    return this.page<Session>("/llm/chat/sessions/", request, signal);
  }

  async search(text: string, request: PageRequest, signal?: AbortSignal): Promise<Page<SessionHit>> {
    const page = await this.page<SessionHit>("/llm/chat/search/", request, signal, { query: text });
    return { ...page, entries: page.entries.map((hit) => ({ ...hit, session: camelCased(hit.session) })) };
  }

  async exportSession(sessionId: string, format: ExportFormat, signal?: AbortSignal): Promise<Blob> {
    const answer = await this.send("GET", `/llm/chat/${encodeURIComponent(sessionId)}/export/?format=${format}`, signal);
    return answer.blob();
  }

  history(sessionId: string, request: PageRequest, signal?: AbortSignal): Promise<Page<Message>> {
    return this.page<Message>(`/llm/chat/${encodeURIComponent(sessionId)}/history/`, request, signal);
  }

  private async page<T extends object>(path: string, { limit, before }: PageRequest, signal?: AbortSignal, filter: Record<string, string> = {}): Promise<Page<T>> {
    const query = new URLSearchParams(filter);
    if (limit !== undefined) query.set("limit", String(limit));
    if (before !== undefined) query.set("before", before);
    const answer = await this.send("GET", query.size > 0 ? `${path}?${query}` : path, signal);
    const entries = ((await answer.json()) as object[]).map((entry) => camelCased(entry as T));
    const next = nextCursor(answer.headers.get("Link"));
    return next === null ? { entries } : { entries, before: next };
  }

  private async send(method: string, path: string, signal?: AbortSignal): Promise<Response> {
    const headers = { Authorization: `Bearer ${await this.accessToken(signal)}`, Accept: "application/json" };
    let answer: Response;
    try {
      answer = await this.fetch(this.url + path, { method, headers, signal: signal ?? null });
    } catch (cause) {
      signal?.throwIfAborted();
      throw new RealtimeError("connection_lost", "The hub can't be reached.", { cause });
    }
    if (!answer.ok) throw await refusalFromAnswer(answer);
    return answer;
  }
}

/** REST spells in snake_case what the hub spells in camelCase. For flat shapes only: a payload keeps its own spelling. */
function camelCased<T extends object>(entry: T): T {
  return Object.fromEntries(Object.entries(entry).map(([name, value]) => [name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()), value])) as T;
}

/** The cursor in a `Link` header's `rel="next"` (RFC 8288). */
function nextCursor(link: string | null): string | null {
  const next = /<([^>]*)>\s*;[^,]*\brel="?next"?/.exec(link ?? "")?.[1];
  return next === undefined ? null : new URL(next, "http://hub").searchParams.get("before");
}
