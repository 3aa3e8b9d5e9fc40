import type { ToolUse } from "../src/index.ts";
import type { TurnView } from "./conversation.ts";

const names: Readonly<Record<string, string>> = {
  search_blocks: "Looked for blocks",
  get_block: "Looked at a block",
  find_pipelines: "Looked for pipelines",
};

/** What the model did beside writing, and which of its suggestions didn't pass. */
export function Activity({ turn: { tools, rejections } }: { turn: TurnView }) {
  if (tools.length + rejections.length === 0) return null;
  return (
    <ul className="activity">
      {tools.map((tool) => <li key={tool.callId}>{inWords(tool)}</li>)}
      {rejections.map(({ attempt, errors, willRetry }) => (
        <li key={attempt}>
          <details>
            <summary>{willRetry ? "A suggestion didn't pass the check and is written anew" : "A suggestion didn't pass the check"}</summary>
            <ul>{errors.map(({ pointer, message }, index) => <li key={index}>{message}{pointer && <code>{pointer}</code>}</li>)}</ul>
          </details>
        </li>
      ))}
    </ul>
  );
}

function inWords({ name, summary, durationMs }: ToolUse): string {
  const what = names[name] ?? `Used ${name}`;
  return [what, summary && `: ${summary}`, durationMs !== undefined && ` (${durationMs} ms)`].filter(Boolean).join("");
}
