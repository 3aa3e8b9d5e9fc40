import { useEffect, useState } from "react";
import type { RealtimeClient, SessionHit } from "../src/index.ts";
import { sentenceFor } from "./sentences.ts";

/** What is known of a search: nothing yet, what was found, or why nothing could be. */
export interface Search {
  readonly hits?: readonly SessionHit[];
  readonly problem?: string;
}

const typingMs = 250;

/** Looks for a text in the caller's sessions once typing pauses; what was found stays until the next answer. */
export function useSearch(client: RealtimeClient, query: string): Search {
  const [search, setSearch] = useState<Search>({});
  const text = query.trim();

  useEffect(() => {
    if (text === "") return setSearch({});
    const leaving = new AbortController();
    const look = async () => {
      try {
        const { entries } = await client.search(text, {}, leaving.signal);
        setSearch({ hits: entries });
      } catch (error) {
        if (!leaving.signal.aborted) setSearch({ problem: sentenceFor(error) });
      }
    };
    const typing = setTimeout(() => void look(), typingMs);
    return () => {
      clearTimeout(typing);
      leaving.abort();
    };
  }, [client, text]);

  return search;
}
