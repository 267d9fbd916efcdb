"use client";
import { Heart } from "lucide-react";
import { useLayoutEffect, useRef } from "react";
import { IconButton } from "../ui/form/icon-button.tsx";
import type { Recommendations } from "./use-reader.ts";

const slideMs = 320;

/** The books that are recommended now. One that changes its place slides there, and a new one moves in. */
export function RecommendationList({
  recommendations,
  onLike,
}: {
  recommendations: Recommendations;
  /** Undefined for those who may only look. */
  onLike: ((title: string) => void) | undefined;
}) {
  const list = useSlide();
  return (
    <ol ref={list} aria-label="Recommended books" className="flex flex-col gap-2">
      {recommendations.items.map(({ title, score, why }, index) => (
        <li
          key={title}
          className="grid motion-safe:animate-rise grid-cols-[1.75rem_minmax(0,1fr)_auto] items-center gap-3 rounded-card border bg-panel px-4 py-3 shadow-raised"
        >
          <span aria-hidden className="font-mono text-lg text-muted tabular-nums">
            {index + 1}
          </span>
          <div className="flex min-w-0 flex-col gap-1">
            <span className="font-semibold text-md [overflow-wrap:anywhere]">{title}</span>
            {why === "" ? null : <span className="text-muted text-xs">{why}</span>}
            <Score score={score} />
          </div>
          {onLike ? (
            <IconButton label={`Like ${title}`} onClick={() => onLike(title)}>
              <Heart aria-hidden />
            </IconButton>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

function Score({ score }: { score: number }) {
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden className="h-1 flex-1 overflow-hidden rounded-full bg-hover">
        <span
          className="block h-full rounded-full bg-category-collection transition-[width] duration-300"
          style={{ width: `${Math.round(score * 100)}%` }}
        />
      </span>
      <span className="font-mono text-2xs text-muted tabular-nums">{score.toFixed(2)}</span>
    </span>
  );
}

/** Lets the items of a list slide from where they were to where they are, by their texts. */
function useSlide() {
  const list = useRef<HTMLOListElement>(null);
  const places = useRef(new Map<Element, number>());
  useLayoutEffect(() => {
    const items = [...(list.current?.children ?? [])];
    const top = list.current?.getBoundingClientRect().top ?? 0;
    const now = new Map(items.map((item) => [item, item.getBoundingClientRect().top - top]));
    const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const [item, place] of now) {
      const before = places.current.get(item);
      if (isCalm || before === undefined || Math.abs(before - place) < 1) continue;
      item.animate([{ transform: `translateY(${before - place}px)` }, { transform: "none" }], {
        duration: slideMs,
        easing: "cubic-bezier(0.2, 0.7, 0.3, 1)",
      });
    }
    places.current = now;
  });
  return list;
}
