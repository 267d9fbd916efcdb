"use client";
import { clsx } from "clsx";
import { useEffect, useRef } from "react";
import type { Match, Query } from "../../../lib/edit/find.ts";
import { titleOf } from "../../../lib/graph/node-titles.ts";
import { useEditor } from "../store/context.tsx";
import { graphOf } from "../store/document-slice.ts";

/** So many are drawn; the count above the list tells of the rest, and Replace all reaches every one. */
const mostDrawn = 200;
const around = 24;

type Props = {
  matches: readonly Match[];
  query: Query;
  by: string;
  current: Match | undefined;
  onGo: (index: number) => void;
};

/** Each match with the words around it, and what would stand there after replacing. */
export function MatchList({ matches, query, by, current, onGo }: Props) {
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another current match scrolls.
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [current]);
  if (matches.length === 0) return null;
  return (
    <ul ref={list} aria-label="Matches" className="min-h-0 overflow-y-auto border-t p-1">
      {matches.slice(0, mostDrawn).map((match, index) => (
        <li key={`${match.in}${match.id}${match.path.join(".")}:${match.start}`}>
          <button
            type="button"
            aria-current={match === current ? "true" : undefined}
            className={clsx(
              "flex w-full flex-col gap-0.5 rounded-md px-2 py-1.5 text-left hover:bg-hover",
              match === current && "bg-hover",
            )}
            onClick={() => onGo(index)}
          >
            <span className="truncate text-2xs text-muted">
              <PlaceName match={match} />
            </span>
            <Snippet match={match} length={query.text.length} by={by} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function PlaceName({ match: { in: where, id, path } }: { match: Match }) {
  const title = useEditor((state) => titleOf(graphOf(state), state.catalogue, id));
  if (where === "note") return "Note";
  return where === "title" ? `${title} · title` : `${title} · ${path.join(" › ")}`;
}

function Snippet({ match: { text, start }, length, by }: { match: Match; length: number; by: string }) {
  const from = Math.max(0, start - around);
  return (
    <span className="line-clamp-2 font-mono text-xs [overflow-wrap:anywhere]">
      {from > 0 ? "…" : ""}
      {text.slice(from, start)}
      {by === "" ? (
        <mark className="rounded-sm bg-accent/35 text-ink">{text.slice(start, start + length)}</mark>
      ) : (
        <>
          <del className="text-danger">{text.slice(start, start + length)}</del>
          <ins className="text-success no-underline">{by}</ins>
        </>
      )}
      {text.slice(start + length, start + length + around * 2)}
    </span>
  );
}
