"use client";
import { lazy, Suspense } from "react";

const Markdown = lazy(async () => ({ default: (await import("./markdown.tsx")).Markdown }));

/** Markdown whose reader, some 50 KB, is fetched when there is a text to read; until then the text stands as it is. */
export function LazyMarkdown({ text, className = "" }: { text: string; className?: string }) {
  return (
    <Suspense fallback={<div className={`${className} whitespace-pre-wrap`}>{text}</div>}>
      <Markdown text={text} className={className} />
    </Suspense>
  );
}
