"use client";
import { clsx } from "clsx";
import { type MouseEvent, memo, useDeferredValue } from "react";
import { LazyMarkdown } from "../../ui/text/lazy-markdown.tsx";
import { settled } from "./half-finished.ts";
import { keepMath } from "./keep-math.ts";
import { citedSource, linkCitations } from "./link-citations.ts";

const caret =
  "[&>:last-child]:after:ml-1 [&>:last-child]:after:inline-block [&>:last-child]:after:h-4 [&>:last-child]:after:w-2 [&>:last-child]:after:animate-pulse [&>:last-child]:after:bg-info [&>:last-child]:after:align-[-2px] [&>:last-child]:after:content-['']";

/** Reading Markdown takes time, so it is read anew only when the words are other ones. */
const Words = memo(({ text, sources, isGrowing }: { text: string; sources: number; isGrowing: boolean }) => (
  <LazyMarkdown
    text={linkCitations(keepMath(isGrowing ? settled(text) : text), sources)}
    className={clsx("leading-6", isGrowing && caret)}
  />
));

/** The words of an answer. A number in brackets opens the source that it names. */
export function AnswerText({
  text,
  isGrowing,
  sources,
  onSource,
}: {
  text: string;
  isGrowing: boolean;
  sources: number;
  onSource: (place: number) => void;
}) {
  // Reading a long answer takes longer than a frame: then it is read less often, and the page goes on.
  const shown = useDeferredValue(text);
  const open = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const place = citedSource(link?.getAttribute("href") ?? null);
    if (place === undefined) return;
    event.preventDefault();
    onSource(place);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the links inside take the keyboard, and their clicks come here
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click
    <div dir="auto" onClick={open} className="[&_:is(p,li,h3,th,td)]:[unicode-bidi:plaintext]">
      <Words text={shown} sources={sources} isGrowing={isGrowing} />
    </div>
  );
}
