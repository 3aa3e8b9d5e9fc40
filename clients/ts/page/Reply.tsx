import Markdown, { type Components } from "react-markdown";

// A reply may name any address, and an image would be fetched without being asked for.
const withoutImages = ["img"];

const components: Components = {
  a: ({ href, children }) => <a href={href} target="_blank" rel="noopener noreferrer nofollow">{children}</a>,
};

export function Reply({ text, growing }: { text: string; growing: boolean }) {
  if (text === "") return growing ? <p className="thinking"><span className="hidden">The reply is being written</span><i /><i /><i /></p> : null;
  return (
    <div className={growing ? "reply reply--growing" : "reply"}>
      <Markdown components={components} disallowedElements={withoutImages} unwrapDisallowed>{text}</Markdown>
    </div>
  );
}
