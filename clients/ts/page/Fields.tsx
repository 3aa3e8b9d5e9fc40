import type { Json } from "../src/index.ts";
import { inWords } from "./words.ts";

const mostItems = 30;
const mostDepth = 5;

/** JSON of any API as a form that is read: names as words, texts as they are. All of it is in the JSON below. */
export function Fields({ value }: { value: Json }) {
  return <Value value={value} depth={0} />;
}

function Value({ value, depth }: { value: Json; depth: number }) {
  if (value === null) return <span className="fields__none">none</span>;
  if (typeof value === "boolean") return <>{value ? "Yes" : "No"}</>;
  if (typeof value === "string") return value.trim() === "" ? <span className="fields__none">empty</span> : <>{value}</>;
  if (typeof value === "number") return <>{String(value)}</>;
  if (depth > mostDepth) return <code>{JSON.stringify(value)}</code>;
  return isList(value) ? <List items={value} depth={depth} /> : <Members members={Object.entries(value)} depth={depth} />;
}

function Members({ members, depth }: { members: readonly (readonly [string, Json])[]; depth: number }) {
  if (members.length === 0) return <span className="fields__none">empty</span>;
  return (
    <dl className="fields">
      {members.map(([name, value]) => (
        <div key={name} data-deep={isDeep(value) || undefined}>
          <dt title={name}>{inWords(name)}</dt>
          <dd><Value value={value} depth={depth + 1} /></dd>
        </div>
      ))}
    </dl>
  );
}

function List({ items, depth }: { items: readonly Json[]; depth: number }) {
  if (items.length === 0) return <span className="fields__none">empty</span>;
  const shown = items.slice(0, mostItems);
  return (
    <>
      <ul className="fields__list" data-deep={items.some(isDeep) || undefined}>
        {shown.map((item, index) => <li key={index}><Value value={item} depth={depth + 1} /></li>)}
      </ul>
      {items.length > shown.length && <span className="fields__none">and {items.length - shown.length} more</span>}
    </>
  );
}

/** Whether it needs lines of its own. */
function isDeep(value: Json): boolean {
  return typeof value === "object" && value !== null && (isList(value) ? value.some(isDeep) : Object.keys(value).length > 0);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
