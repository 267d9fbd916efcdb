import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { followsEnd } from "./follows-end.ts";

/**
 * The end of the conversation stays in sight while it grows, unless one has scrolled up to read; what is sent comes into
 * sight.
 */
export function useEnd(isSending: boolean) {
  const box = useRef<HTMLElement>(null);
  const follows = useRef(true);
  /** How far the view was from the end, in pixels, while something is put above it. */
  const fromEnd = useRef<number>(undefined);
  const [isAway, setAway] = useState(false);
  const toEnd = useCallback(() => {
    follows.current = true;
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, []);
  const top = useRef(0);
  const look = useCallback(() => {
    if (!box.current) return;
    const [left, before] = [leftBelow(box.current), top.current];
    top.current = box.current.scrollTop;
    follows.current = followsEnd({ follows: follows.current, left, before, top: top.current });
    setAway(left > 240 && !follows.current);
  }, []);
  useEffect(() => {
    if (isSending) toEnd();
  }, [isSending, toEnd]);
  useEffect(() => {
    const content = box.current?.firstElementChild;
    if (!content) return;
    const grown = new ResizeObserver(() => {
      if (follows.current) box.current?.scrollTo({ top: box.current.scrollHeight });
      else setAway(leftBelow(box.current) > 240);
    });
    grown.observe(content);
    return () => grown.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (!box.current || fromEnd.current === undefined) return;
    box.current.scrollTo({ top: box.current.scrollHeight - fromEnd.current });
    fromEnd.current = undefined;
  });
  /** What is read stays where it is while more is shown above it. */
  const keepPlace = () => {
    if (box.current) fromEnd.current = box.current.scrollHeight - box.current.scrollTop;
  };
  /** What is read stays where it is while something else comes below it. */
  const hold = () => {
    follows.current = false;
  };
  return { box, isAway, toEnd, keepPlace, hold, onScroll: look };
}

function leftBelow(box: HTMLElement | null): number {
  return box ? box.scrollHeight - box.scrollTop - box.clientHeight : 0;
}
