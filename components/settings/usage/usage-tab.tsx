"use client";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { isSame } from "../../../lib/diff/diff.ts";
import type { Budget } from "../../../lib/models/budget.ts";
import type { UsageView } from "../../../lib/views/usage-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { toastError } from "../../api/toast-error.ts";
import { userMessage } from "../../api/user-message.ts";
import { BudgetFields } from "../../ui/form/budget-fields.tsx";
import { Button } from "../../ui/form/button.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { toast } from "../../ui/overlay/toast.tsx";
import { ListLoading } from "../../ui/page/list-loading.tsx";
import { formatCount, formatDuration, formatPrice } from "../../ui/text/format.ts";
import { Notice } from "../../ui/text/notice.tsx";
import { Progress } from "../../ui/text/progress.tsx";
import { Section } from "../section.tsx";
import { UsageTables } from "./usage-tables.tsx";

/** What the models of the workspace took in a month, and what they may take. */
export function UsageTab({ isOwner }: { isOwner: boolean }) {
  const trpc = useTRPC();
  const [month, setMonth] = useState<string>();
  const { data, error } = useQuery(
    trpc.usage.month.queryOptions(month === undefined ? {} : { month }, { placeholderData: keepPreviousData }),
  );
  if (error) return <Notice tone="danger">{userMessage(error)}</Notice>;
  if (!data) return <ListLoading />;
  const step = (by: number) => setMonth(monthAfter(data.month, by));
  return (
    <>
      <Section
        title="Usage"
        note="What language models used, as their servers report it. Months are in UTC."
        action={
          <div className="flex items-center gap-1">
            <IconButton label="Previous month" onClick={() => step(-1)}>
              <ChevronLeft aria-hidden className="size-4" />
            </IconButton>
            <span className="min-w-32 text-center tabular-nums">{monthName(data.month)}</span>
            <IconButton label="Next month" onClick={() => step(1)} disabled={data.month >= monthAfter(thisMonth(), 0)}>
              <ChevronRight aria-hidden className="size-4" />
            </IconButton>
          </div>
        }
      >
        <Limits usage={data} />
        <UsageTables usage={data} />
        <Estimated total={data.total} />
      </Section>
      <MonthBudget key={JSON.stringify(data.budget)} budget={data.budget} isOwner={isOwner} />
    </>
  );
}

/** What no server told is not passed off as told. */
function Estimated({ total }: { total: UsageView["total"] }) {
  if (total.tokensEstimated === 0) return null;
  return (
    <p className="text-muted text-xs">
      Of the tokens, {formatCount(total.tokensEstimated)} are estimated: their calls ended early, or their server tells
      no usage.
    </p>
  );
}

/** “2026-11” as November 2026. */
function monthName(month: string): string {
  return new Date(`${month}-01T00:00:00Z`).toLocaleDateString("en-GB", {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
}

function Limits({ usage: { total, held, budget, used, isWarning, month } }: { usage: UsageView }) {
  if (!budget || used === null || month !== thisMonth()) return null;
  const tokens = total.tokensIn + total.tokensOut + held.tokens;
  const parts = [
    ...(budget.usd === undefined
      ? []
      : [`${formatPrice((total.costUsd ?? 0) + held.usd)} of ${formatPrice(budget.usd)}`]),
    ...(budget.tokens === undefined ? [] : [`${formatCount(tokens)} of ${formatCount(budget.tokens)} tokens`]),
    ...(budget.seconds === undefined
      ? []
      : [`${formatDuration((total.seconds + held.seconds) * 1000)} of ${formatDuration(budget.seconds * 1000)}`]),
  ];
  return (
    <div className="flex flex-col gap-2 rounded-card border bg-panel p-4">
      <p className="flex flex-wrap justify-between gap-x-4 tabular-nums">
        <span className="font-medium">{Math.round(used * 100)} % of this month's budget</span>
        <span className="text-muted">{parts.join(" · ")}</span>
      </p>
      <Progress label="Used of this month's budget" done={used} total={1} />
      {isWarning ? (
        <Notice tone="warning">
          {used >= 1
            ? "The budget is used up: models are not asked until it is raised or the next month begins."
            : "More than 80 % of the budget is used. A call that could exceed it is not made."}
        </Notice>
      ) : null}
    </div>
  );
}

function MonthBudget({ budget, isOwner }: { budget: Budget | null; isOwner: boolean }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [edited, setEdited] = useState<Budget | undefined>(budget ?? undefined);
  const save = useMutation(
    trpc.usage.setMonthBudget.mutationOptions({
      onError: toastError,
      onSuccess: () => {
        toast("Saved.");
        return queries.invalidateQueries({ queryKey: trpc.usage.month.queryKey() });
      },
    }),
  );
  return (
    <Section
      title="Monthly budget"
      note="What all models of the workspace may take in a month. A call that could exceed it is not made, and its step says so."
    >
      <form
        className="flex flex-col gap-4 rounded-card border bg-panel p-5"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ budget: edited ?? null });
        }}
      >
        {isOwner ? null : <Notice>Only an owner of the workspace can change it.</Notice>}
        <BudgetFields budget={edited} isReadOnly={!isOwner} onChange={setEdited} />
        {isOwner ? (
          <Button
            type="submit"
            tone="primary"
            className="self-start"
            busy={save.isPending}
            disabled={isSame(edited ?? null, budget)}
          >
            Save budget
          </Button>
        ) : null}
      </form>
    </Section>
  );
}

const thisMonth = () => new Date().toISOString().slice(0, 7);

function monthAfter(month: string, by: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}
