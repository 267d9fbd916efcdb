"use client";
import { clsx } from "clsx";
import { useState } from "react";
import type { Document } from "../../lib/values/values.ts";

/** Chunks as cards: where each is from, how well it fits, and its words, folded after six lines. */
export function ChunkList({ documents }: { documents: readonly Document[] }) {
  const [shown, setShown] = useState(5);
  return (
    <div className="flex flex-col gap-2">
      <ol className="flex flex-col gap-2">
        {documents.slice(0, shown).map((document, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same chunk may be there twice, and they never move
          <ChunkCard key={index} document={document} place={index + 1} />
        ))}
      </ol>
      {documents.length > shown ? (
        <button
          type="button"
          className="self-start text-accent-ink hover:underline"
          onClick={() => setShown(shown + 20)}
        >
          {documents.length - shown} more
        </button>
      ) : null}
    </div>
  );
}

function ChunkCard({ document, place }: { document: Document; place: number }) {
  const [isOpen, setOpen] = useState(false);
  const { source, heading, page } = document.metadata;
  const from = [source, heading, page === undefined ? undefined : `page ${page}`].filter((part) => part !== undefined);
  const isLong = document.text.length > 400 || document.text.split("\n").length > 6;
  return (
    <li className="rounded-lg border bg-canvas p-3">
      <p className="mb-1.5 flex items-baseline justify-between gap-3 text-muted text-xs">
        <span className="min-w-0 truncate">{[place, ...from].join(" · ")}</span>
        {document.score === undefined ? null : (
          <span className="font-mono text-kind-document tabular-nums">{document.score.toFixed(2)}</span>
        )}
      </p>
      <p className={clsx("whitespace-pre-wrap [overflow-wrap:anywhere]", isOpen || "line-clamp-6")}>{document.text}</p>
      {isLong ? (
        <button
          type="button"
          aria-expanded={isOpen}
          className="mt-1 text-muted text-xs hover:text-ink hover:underline"
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? "Show less" : "Show all"}
        </button>
      ) : null}
    </li>
  );
}
