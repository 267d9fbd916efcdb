"use client";
import Link from "next/link";
import type { Explanation, SearchedChunk } from "../../lib/search-filter/explanation.ts";

type Props = { collectionId: string; found: readonly SearchedChunk[] };

/** What a search has found, and why: the place in each ranking and the words. Each leads to its passage in the document. */
export function FoundList({ collectionId, found }: Props) {
  return (
    <ol className="flex flex-col gap-2">
      {found.map((chunk, index) => (
        <FoundItem key={chunk.id ?? index} collectionId={collectionId} chunk={chunk} place={index + 1} />
      ))}
    </ol>
  );
}

function FoundItem({ collectionId, chunk, place }: { collectionId: string; chunk: SearchedChunk; place: number }) {
  const { source, heading, page, documentId, position } = chunk.metadata;
  const from = [source, heading, page === undefined ? undefined : `page ${page}`].filter((part) => part !== undefined);
  return (
    <li className="rounded-lg border bg-canvas p-3">
      <p className="mb-1.5 flex items-baseline justify-between gap-3 text-muted text-xs">
        <Link
          className="min-w-0 truncate hover:text-accent-ink hover:underline"
          href={`/collections/${collectionId}/documents/${documentId}?chunk=${position}`}
        >
          {[place, ...from].join(" · ")}
        </Link>
        {chunk.score === undefined ? null : (
          <span className="font-mono text-kind-document tabular-nums">{chunk.score.toFixed(2)}</span>
        )}
      </p>
      <p className="line-clamp-6 whitespace-pre-wrap [overflow-wrap:anywhere]">{chunk.text}</p>
      {chunk.explained ? <Why explained={chunk.explained} /> : null}
    </li>
  );
}

function Why({ explained: { meaning, words, fused } }: { explained: Explanation }) {
  const parts = [
    meaning && `Meaning ${meaning.score.toFixed(2)}${rankOf(meaning)}`,
    words && `words ${words.score.toFixed(2)}${words.found.length > 0 ? rankOf(words) : ""}`,
    fused === null ? null : `together ${fused.toFixed(2)}`,
  ].filter((part) => part !== null);
  return (
    <p className="mt-2 flex flex-wrap items-baseline gap-x-2 gap-y-1 text-muted text-xs tabular-nums">
      <span>{parts.join(" · ")}</span>
      {words?.found.map((word) => (
        <mark key={word} className="rounded-sm bg-accent/35 px-1 text-ink">
          {word}
        </mark>
      ))}
    </p>
  );
}

function rankOf({ rank }: { rank: number | null }): string {
  return rank === null ? "" : ` (no. ${rank})`;
}
