"use client";
import type { Language, Result } from "../../lib/expressions/expression.ts";
import { formatBytes } from "../../lib/format-bytes.ts";
import { Clip } from "../values/clip.tsx";
import { JsonView } from "../values/json-view.tsx";

/** What an expression gave, or why it gave nothing. */
export function ResultView({ result, language }: { result: Result; language: Language }) {
  const noun = language === "jsonata" ? "expression" : "template";
  if ("error" in result) {
    return (
      <p className="text-danger text-xs [overflow-wrap:anywhere]">
        The {noun} fails: {result.error}
      </p>
    );
  }
  const { value, bytes, isCut } = result;
  if (value === null) return <p className="text-muted text-xs">Nothing. No part of the value matches.</p>;
  if (value === "") return <p className="text-muted text-xs">An empty text.</p>;
  return (
    <Clip>
      {typeof value === "string" ? (
        <pre className="whitespace-pre-wrap font-mono text-xs leading-5 [overflow-wrap:anywhere]">{value}</pre>
      ) : (
        <div className="-ml-4 has-[button]:ml-0">
          <JsonView value={value} />
        </div>
      )}
      {isCut ? <p className="mt-1 text-muted text-xs">The beginning of {formatBytes(bytes)}.</p> : null}
    </Clip>
  );
}
