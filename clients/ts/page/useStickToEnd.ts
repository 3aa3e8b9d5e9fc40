import { useEffect, useRef, type RefObject } from "react";

const nearPx = 96;

/** Keeps a scrolled element at its end while it grows, unless its reader has scrolled up. */
export function useStickToEnd(growth: unknown): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null);
  const sticks = useRef(true);

  useEffect(() => {
    const scrolled = () => {
      const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = element.current ?? {};
      sticks.current = scrollHeight - scrollTop - clientHeight < nearPx;
    };
    const current = element.current;
    current?.addEventListener("scroll", scrolled, { passive: true });
    return () => current?.removeEventListener("scroll", scrolled);
  }, []);

  useEffect(() => {
    if (sticks.current) element.current?.scrollTo({ top: element.current.scrollHeight });
  }, [growth]);

  return element;
}
