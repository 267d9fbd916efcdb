"use client";
import { useQuery } from "@tanstack/react-query";
import type { EstimateView } from "../../../lib/views/usage-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { formatCount, formatPrice } from "../../ui/text/format.ts";

type Props = { pipelineId: string; version?: number | "draft"; rows?: number };

/** What a run, or one for each row, will probably take; nothing for a pipeline that asks no model. */
export function RunEstimate({ pipelineId: id, version, rows = 1 }: Props) {
  const trpc = useTRPC();
  const ask = { id, rows, ...(version === undefined ? {} : { version: String(version) }) };
  const { data } = useQuery(trpc.usage.estimate.queryOptions(ask));
  const text = data && describeEstimate(data);
  return text ? <p className="text-muted text-xs tabular-nums">{text}</p> : null;
}

function describeEstimate({ rows, runs, tokens, usd, models }: EstimateView): string | undefined {
  if (tokens === null || runs === 0)
    return models.length === 0 ? undefined : `Cost: unknown before the first run. ${answersOf(models)}`;
  if (tokens.high === 0 && (usd?.high ?? 0) === 0) return undefined;
  const basis = runs === 1 ? "as the last run" : `as the last ${runs} runs`;
  const each = rows === 1 ? "" : ` for ${formatCount(rows)} rows`;
  const size = `about ${formatCount(Math.round(tokens.typical))} tokens${each}, ${basis}`;
  if (usd === null) return `Cost: unknown, as a price is; ${size}.`;
  const range = usd.low === usd.high ? "" : ` (${formatPrice(usd.low)} to ${formatPrice(usd.high)})`;
  return `Cost: about ${formatPrice(usd.typical)}${range}, ${size}.`;
}

/** What is known for certain: the price of the longest answer that each node's settings allow. */
function answersOf(models: EstimateView["models"]): string {
  const known = models.flatMap(({ title, answerUsd, maxTokens }) =>
    answerUsd === null || maxTokens === null || answerUsd === 0
      ? []
      : [`${title}: ${formatPrice(answerUsd)} for an answer of ${formatCount(maxTokens)} tokens, its limit.`],
  );
  return known.slice(0, 3).join(" ");
}
