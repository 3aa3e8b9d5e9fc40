import type { Suggestion } from "../src/index.ts";
import { Copy } from "./Copy.tsx";
import { idOf, madeOf, toneOf } from "./suggestionWords.ts";

/** What became of a suggestion: what its API answered, and no more than is known. */
export function Outcome({ suggestion }: { suggestion: Suggestion }) {
  const { status, error, result } = suggestion;
  if (error) return <div className="outcome" data-tone={toneOf(suggestion)}><p>{error.message}</p></div>;
  if (status === "accepted") return <p className="outcome outcome--quiet">What its API answers is shown here. Where none is configured, it is yours to copy and use.</p>;
  if (status !== "applied") return null;
  return (
    <div className="outcome" data-tone="applied">
      <p>{madeOf(suggestion)}</p>
      {result?.id && (
        <p className="outcome__id">
          <span>{idOf(suggestion)}</span> <code>{result.id}</code> <Copy text={result.id} label={`Copy the id ${result.id}`} />
        </p>
      )}
      {result?.message && <p className="outcome__said">“{result.message}”</p>}
    </div>
  );
}
