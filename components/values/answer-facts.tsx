import { askResultTitles } from "../../lib/models/ask-results.ts";
import { formatCost, formatCount, formatDuration } from "../ui/text/format.ts";
import type { Answer } from "./answers.ts";

/** What an answer took: to its first word, in all, its tokens and its cost; and how it ended, unless it is whole. */
export function AnswerFacts({ answer }: { answer: Answer }) {
  const { result, firstMs, totalMs, tokensIn = 0, tokensOut, costUsd } = answer;
  return (
    <span className="flex flex-wrap gap-x-2 text-2xs text-muted tabular-nums">
      {result === "complete" ? null : <span className="text-danger">{askResultTitles[result]}</span>}
      {firstMs === undefined ? null : <span>first word {formatDuration(firstMs)}</span>}
      {totalMs === undefined ? null : <span>{formatDuration(totalMs)}</span>}
      {tokensOut === undefined ? null : <span>{formatCount(tokensIn + tokensOut)} tokens</span>}
      {tokensOut === undefined ? null : <span>{formatCost(costUsd ?? null)}</span>}
    </span>
  );
}
