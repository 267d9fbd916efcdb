"use client";
import { type ComponentType, useEffect, useState } from "react";
import { whenIdle } from "../lazy/when-idle.ts";

type Props = { text: string; className?: string };

let Markdown: ComponentType<Props> | undefined;

async function load(): Promise<void> {
  Markdown ??= (await import("./markdown.tsx")).Markdown;
}

/**
 * Markdown whose reader, some 40 kB, is fetched when there is a text to read; until then, and when it cannot be fetched, the
 * text stands without its marks.
 */
export function LazyMarkdown({ text, className = "" }: Props) {
  const [, setLoaded] = useState(Markdown !== undefined);
  useEffect(() => {
    if (Markdown) return;
    let isGone = false;
    const start = () =>
      void load().then(
        () => (isGone ? undefined : setLoaded(true)),
        () => undefined,
      );
    const callOff = whenIdle(start, 500);
    return () => {
      isGone = true;
      callOff();
    };
  }, []);
  if (Markdown) return <Markdown text={text} className={className} />;
  return <div className={`${className} whitespace-pre-wrap`}>{withoutMarks(text)}</div>;
}

/** What stands there for a moment should not look like an error: the words, with their lines. */
function withoutMarks(markdown: string): string {
  return markdown
    .replace(/^[ \t]*#{1,6}[ \t]+/gm, "")
    .replace(/^([ \t]*)[-*+][ \t]+/gm, "$1• ")
    .replace(/\*\*([^*\n]+)\*\*/g, "$1")
    .replace(/(^|[\s(])[*_]([^\s*_][^*_\n]*)[*_](?=[\s).,:;!?]|$)/gm, "$1$2");
}
