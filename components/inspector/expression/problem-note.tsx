"use client";
import { CircleAlert, TriangleAlert } from "lucide-react";
import type { RefObject } from "react";
import type { Problem } from "../../../lib/expressions/expression.ts";

type Props = {
  id: string;
  problem: Problem | undefined;
  text: string;
  box: RefObject<HTMLTextAreaElement | null>;
};

/** What is wrong with an expression and where; the place is a button that leads there. It is read out when it changes. */
export function ProblemNote({ id, problem, text, box }: Props) {
  const isError = problem?.level === "error";
  const Icon = isError ? CircleAlert : TriangleAlert;
  const find = ({ from, to }: Problem) => {
    box.current?.focus();
    box.current?.setSelectionRange(Math.min(from, text.length), Math.min(to, text.length));
  };
  return (
    <div id={id} role="status">
      {problem ? (
        <p className={`flex gap-1.5 text-xs ${isError ? "text-danger" : "text-warning"}`}>
          <Icon aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {problem.message}{" "}
            <button
              type="button"
              className="rounded-sm underline underline-offset-2 hover:no-underline"
              onClick={() => find(problem)}
            >
              {placeOf(text, problem.from)}
            </button>
          </span>
        </p>
      ) : null}
    </div>
  );
}

/** Where a character stands, counted from 1; the line only where there are several. */
function placeOf(text: string, at: number): string {
  const before = text.slice(0, at).split("\n");
  const character = `character ${(before.at(-1)?.length ?? 0) + 1}`;
  return text.includes("\n") ? `Line ${before.length}, ${character}` : `C${character.slice(1)}`;
}
