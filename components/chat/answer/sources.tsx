"use client";
import { BookOpen } from "lucide-react";
import Link from "next/link";
import type { Source } from "../../../lib/views/chat-views.ts";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { LazyMarkdown } from "../../ui/text/lazy-markdown.tsx";

type Props = {
  sources: readonly Source[];
  /** The place of the one that is open. */
  open: number | undefined;
  onOpen: (place: number | undefined) => void;
};

/** The passages that were found for an answer; each opens with its words. */
export function Sources({ sources, open, onOpen }: Props) {
  if (sources.length === 0) return null;
  const source = open === undefined ? undefined : sources[open];
  return (
    <div className="flex flex-col gap-1.5">
      <h3 className="flex items-center gap-1.5 text-muted text-xs">
        <BookOpen aria-hidden className="size-3.5" /> Sources
      </h3>
      <ol className="flex flex-wrap gap-1.5">
        {sources.map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same document may be there twice, and they never move
          <li key={index} className="min-w-0 max-w-full">
            <button
              type="button"
              onClick={() => onOpen(index)}
              className="flex max-w-full items-center gap-1.5 rounded-md border bg-panel px-2 py-1 text-xs hover:border-line-strong"
            >
              <span className="text-kind-document tabular-nums">{index + 1}</span>
              <span className="truncate">{titleOf(each)}</span>
            </button>
          </li>
        ))}
      </ol>
      <Dialog
        wide
        open={source !== undefined}
        onOpenChange={() => onOpen(undefined)}
        title={source ? `${(open ?? 0) + 1} · ${titleOf(source)}` : ""}
        {...(source ? { description: about(source) } : {})}
      >
        {source ? (
          <div dir="auto">
            <LazyMarkdown text={source.text} className="[&_p]:whitespace-pre-line" />
          </div>
        ) : null}
        {source?.place ? (
          <Link
            href={`/collections/${source.place.collectionId}/documents/${source.place.documentId}?chunk=${source.place.position}`}
            className="mt-4 inline-block rounded-sm text-accent-ink underline underline-offset-2 hover:no-underline"
          >
            Read it in its document
          </Link>
        ) : null}
      </Dialog>
    </div>
  );
}

function titleOf({ metadata: { source, heading } }: Source): string {
  const parts = [source, heading].filter((part) => typeof part === "string" && part !== "");
  return parts.length === 0 ? "Passage" : parts.join(" › ");
}

function about({ score, metadata: { page } }: Source): string {
  const where = typeof page === "number" || typeof page === "string" ? [`Page ${page}`] : [];
  const fit = score === undefined ? [] : [`relevance ${score.toFixed(2)}`];
  return ["The passage as it was found", ...where, ...fit].join(" · ");
}
