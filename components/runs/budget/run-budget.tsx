"use client";
import { useQuery } from "@tanstack/react-query";
import type { Budget } from "../../../lib/models/budget.ts";
import type { RunUsageView } from "../../../lib/views/usage-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { formatCount, formatDuration, formatPrice } from "../../ui/text/format.ts";
import { Progress } from "../../ui/text/progress.tsx";

type Props = { runId: string; isLive: boolean };
const titles = { run: "Budget of this run", pipeline: "Budget of each run" } as const;

/** What a run has used of its budgets; nothing where it has none. */
export function RunBudget({ runId, isLive }: Props) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.usage.ofRun.queryOptions({ id: runId }, { refetchInterval: isLive ? 2000 : false }));
  if (!data || data.budgets.length === 0) return null;
  return (
    <section aria-label="Budget" className="flex flex-col gap-2 border-b px-4 py-3">
      {data.budgets.map(({ of, budget, used }) => (
        <div key={of} className="flex flex-col gap-1.5">
          <p className="flex flex-wrap justify-between gap-x-4 text-xs">
            <span className="font-medium">{titles[of]}</span>
            <span className={used >= 0.8 ? "text-warning tabular-nums" : "text-muted tabular-nums"}>
              {partsOf(budget, data).join(" · ")}
            </span>
          </p>
          <Progress label={titles[of]} done={Math.min(1, used)} total={1} />
        </div>
      ))}
    </section>
  );
}

function partsOf(budget: Budget, { taken }: RunUsageView): string[] {
  return [
    ...(budget.usd === undefined ? [] : [`${formatPrice(taken.usd)} of ${formatPrice(budget.usd)}`]),
    ...(budget.tokens === undefined ? [] : [`${formatCount(taken.tokens)} of ${formatCount(budget.tokens)} tokens`]),
    ...(budget.seconds === undefined
      ? []
      : [`${formatDuration(taken.seconds * 1000)} of ${formatDuration(budget.seconds * 1000)}`]),
  ];
}
