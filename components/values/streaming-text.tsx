"use client";
import { useEffect, useRef } from "react";
import { LazyMarkdown } from "../ui/text/lazy-markdown.tsx";

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
        className="max-h-96 overflow-y-auto"
      >
        <LazyMarkdown
          text={text}
          className="[&>:last-child]:after:ml-1 [&>:last-child]:after:inline-block [&>:last-child]:after:h-3.5 [&>:last-child]:after:w-1.5 [&>:last-child]:after:animate-pulse [&>:last-child]:after:bg-info [&>:last-child]:after:align-[-2px] [&>:last-child]:after:content-['']"
        />
      </div>
    </section>
  );
}
