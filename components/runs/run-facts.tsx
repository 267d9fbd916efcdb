"use client";
import type { RunDetail } from "../../lib/views/run-views.ts";
import { Facts } from "../ui/text/facts.tsx";
import { formatCount, formatDuration, formatTotalCost, underCost } from "../ui/text/format.ts";
import { TimeAgo } from "../ui/text/time-ago.tsx";
import { triggerLabels } from "./list/trigger-label.ts";
import { RunLink } from "./run-link.tsx";

/** Version, trigger, times, tokens and cost of a run in one line; the time runs while the run does. */
export function RunFacts({ run, now }: { run: RunDetail; now: number }) {
  const took = run.durationMs ?? (run.startedAt === null ? undefined : Math.max(0, now - Date.parse(run.startedAt)));
  const tokens = `${formatCount(run.tokensIn)} in · ${formatCount(run.tokensOut)} out`;
  return (
    <Facts
      facts={[
        ["Version", run.version === null ? "Draft" : String(run.version)],
        ["Trigger", triggerLabels[run.trigger]],
        ["Started", <TimeAgo key="started" at={run.startedAt ?? run.createdAt} />],
        ...(run.resumedFrom === null ? [] : [["Resumed from", <RunLink key="from" id={run.resumedFrom} />] as const]),
        ...(run.parentId === null ? [] : [["Part of", <RunLink key="of" id={run.parentId} />] as const]),
        ...(took === undefined ? [] : [["Took", formatDuration(took)] as const]),
        ...(run.tokensIn + run.tokensOut === 0 ? [] : [["Tokens", tokens] as const]),
        ...(run.tokensIn + run.tokensOut === 0 ? [] : [["Cost", underCost(formatTotalCost(run))] as const]),
      ]}
    />
  );
}
