import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";

const nearPx = 96;

/**
 * Keeps a scrolled element at its end while it grows, unless its reader has scrolled up. What is put before its first
 * entry doesn't move what the reader looks at.
 */
export function useStickToEnd(growth: unknown, first: unknown): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null);
  const sticks = useRef(true);
  const before = useRef({ first, height: 0 });

  useEffect(() => {
    const scrolled = () => {
      const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = element.current ?? {};
      sticks.current = scrollHeight - scrollTop - clientHeight < nearPx;
    };
    const current = element.current;
    current?.addEventListener("scroll", scrolled, { passive: true });
    return () => current?.removeEventListener("scroll", scrolled);
  }, []);

  useLayoutEffect(() => {
    const { scrollHeight = 0, scrollTop = 0 } = element.current ?? {};
    const added = before.current.first !== undefined && before.current.first !== first;
    // At the very top a browser doesn't hold the place by itself; elsewhere it has done so by now.
    if (added && scrollTop === 0) element.current?.scrollTo({ top: scrollHeight - before.current.height });
    before.current = { first, height: scrollHeight };
  }, [growth, first]);

  useEffect(() => {
    if (sticks.current) element.current?.scrollTo({ top: element.current.scrollHeight });
  }, [growth]);

  return element;
}
