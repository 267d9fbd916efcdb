"use client";
import { useEffect, useRef } from "react";

/** A model's words as they come; the end stays in sight unless one has scrolled up to read. */
export function StreamingText({ text }: { text: string }) {
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every new word moves the end
  useEffect(() => {
    if (follows.current) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [text]);
  return (
    <section aria-label="Answer so far" aria-live="off" className="border-t px-4 py-3">
      <h3 className="mb-1 font-semibold">Answer so far</h3>
      <div
        ref={box}
        onScroll={({ currentTarget: it }) => {
          follows.current = it.scrollHeight - it.scrollTop - it.clientHeight < 24;
        }}
        className="max-h-96 overflow-y-auto whitespace-pre-wrap [overflow-wrap:anywhere]"
      >
        {text}
        <span aria-hidden className="ml-0.5 inline-block h-3.5 w-1.5 animate-pulse bg-info align-[-2px]" />
      </div>
    </section>
  );
}
