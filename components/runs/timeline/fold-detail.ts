import { addTotals, type Usage } from "../../../lib/models/usage.ts";
import { isFinished, type RunEvent, type RunEventData } from "../../../lib/run.ts";
import type { RunDetail, StepView } from "../../../lib/views/run-views.ts";
import { type Attempt, foldAttempt } from "./fold-attempts.ts";

/**
 * A run while it is watched: the row as it was loaded, changed by each event since; and what only the log tells: the
 * words of models and the attempts of each outermost step, by its node. Texts that grow side by side have keys of their own:
 * the node, a line break, and which one it is.
 */
export type LiveRun = {
  detail: RunDetail;
  seq: number;
  texts: Readonly<Record<string, string>>;
  attempts: Readonly<Record<string, readonly Attempt[]>>;
};

export function openLiveRun(detail: RunDetail): LiveRun {
  return { detail, seq: 0, texts: {}, attempts: {} };
}

/**
 * Folds the log in from its beginning. Events that the loaded row already contains only add words and attempts, because
 * the row has everything else.
 */
export function foldEvents(live: LiveRun, events: readonly RunEvent[]): LiveRun {
  return events.reduce((state, event) => (event.seq <= state.seq ? state : foldEvent(state, event)), live);
}

/** Takes a newly read row, unless events have already told more than it knows. */
export function adoptDetail(live: LiveRun, detail: RunDetail): LiveRun {
  return detail.lastSeq < live.detail.lastSeq ? live : { ...live, detail };
}

function foldEvent(live: LiveRun, event: RunEvent): LiveRun {
  const texts = foldText(live.texts, event);
  const detail = event.seq <= live.detail.lastSeq ? live.detail : foldState(live.detail, event);
  return { detail, seq: event.seq, texts, attempts: foldAttempts(live.attempts, event) };
}

/** Steps inside maps and loops may be tens of thousands: they are looked up where they are shown, not gathered here. */
function isInside(data: RunEventData): boolean {
  return "nodeId" in data && data.nodeId.includes("/");
}

function foldText(texts: LiveRun["texts"], { data }: RunEvent): LiveRun["texts"] {
  if (isInside(data)) return texts;
  if (data.type === "step.started") {
    const others = Object.entries(texts).filter(([key]) => !key.startsWith(`${data.nodeId}\n`));
    return { ...Object.fromEntries(others), [data.nodeId]: "" };
  }
  if (data.type !== "step.tokens") return texts;
  const key = data.part === undefined ? data.nodeId : `${data.nodeId}\n${data.part}`;
  return { ...texts, [key]: (data.isFresh ? "" : (texts[key] ?? "")) + data.deltas.map(([, text]) => text).join("") };
}

function foldAttempts(attempts: LiveRun["attempts"], event: RunEvent): LiveRun["attempts"] {
  const { data } = event;
  if (!("nodeId" in data) || isInside(data)) return attempts;
  const key = data.nodeId;
  const before = attempts[key] ?? [];
  const after = foldAttempt(before, event);
  return after === before ? attempts : { ...attempts, [key]: after };
}

/** Whether the log has more to say of a run than its row: it goes on, or a step of it was tried more than once. */
export function isLogNeeded({ detail, seq }: LiveRun): boolean {
  if (!isFinished(detail.status)) return true;
  return seq < detail.lastSeq && detail.steps.some(({ attempt, nodeId }) => attempt > 1 && !nodeId.includes("/"));
}

function foldState(detail: RunDetail, { data, at, seq }: RunEvent): RunDetail {
  const next = { ...detail, lastSeq: seq };
  if (isInside(data)) return "usage" in data && data.usage ? withTokens(next, data.usage) : next;
  switch (data.type) {
    case "run.resumed":
      return takeOver({ ...next, resumedFrom: data.from }, data);
    case "run.started":
      return { ...next, status: "running", startedAt: detail.startedAt ?? at };
    case "run.waiting":
      return { ...next, status: "waiting" };
    case "run.succeeded":
      return finish({ ...next, status: "succeeded", output: data.output }, at);
    case "run.failed":
      return finish({ ...next, status: "failed", error: data.error }, at);
    case "run.cancelled":
      return finish({ ...next, status: "cancelled" }, at);
    case "step.started":
      return withStep(next, data, (known) => ({
        status: "running",
        attempt: data.attempt,
        startedAt: known?.startedAt ?? at,
        error: null,
        waitUntil: null,
      }));
    case "step.retrying": {
      const waitUntil = new Date(Date.parse(at) + data.delayMs).toISOString();
      const change = { status: "retrying", attempt: data.attempt, error: data.error, waitUntil } as const;
      return withStep(data.usage ? withTokens(next, data.usage) : next, data, change);
    }
    case "step.succeeded": {
      const { durationMs, outputs, usage } = data;
      const done = {
        status: "succeeded",
        output: outputs,
        error: null,
        finishedAt: at,
        durationMs,
        ...(usage ? usageColumns(usage) : {}),
      } as const;
      return withStep(usage ? withTokens(next, usage) : next, data, done);
    }
    case "step.waiting": {
      const waitUntil = data.waitMs === null ? null : new Date(Date.parse(at) + data.waitMs).toISOString();
      return atRest(withStep(next, data, { status: "waiting", waitUntil }));
    }
    case "step.failed": {
      const { error, durationMs, usage } = data;
      const failed = {
        status: "failed",
        error,
        finishedAt: at,
        durationMs,
        ...(usage ? usageColumns(usage) : {}),
      } as const;
      return withStep(usage ? withTokens(next, usage) : next, data, failed);
    }
    case "step.skipped":
      return withStep(next, data, { status: "skipped" });
    case "step.cancelled":
      return withStep(next, data, { status: "cancelled", finishedAt: at });
    case "step.in_doubt":
      return withStep(next, data, { status: "in_doubt", error: data.error, finishedAt: at });
    default:
      return next;
  }
}

function withTokens(detail: RunDetail, usage: Usage): RunDetail {
  const { costUsd, ...totals } = addTotals({ ...detail, costUsd: detail.costUsd ?? 0 }, usage);
  const isUnknown = totals.tokensPriced === 0 && totals.tokensIn + totals.tokensOut > 0;
  return { ...detail, ...totals, costUsd: isUnknown ? null : costUsd };
}

function usageColumns({ tokensIn, tokensOut, tokensCached, costUsd, tokensPriced, model, outcome }: Usage) {
  return {
    tokensIn: tokensIn ?? null,
    tokensOut: tokensOut ?? null,
    tokensCached: tokensCached ?? null,
    costUsd: costUsd ?? null,
    tokensPriced: tokensPriced ?? null,
    model: model ?? null,
    outcome: outcome ?? null,
  };
}

/** A run in which everything that goes on waits is put away, without an event of its own. */
function atRest(detail: RunDetail): RunDetail {
  const isAtWork = detail.steps.some(({ status }) => status === "running" || status === "retrying");
  return isAtWork || detail.status !== "running" ? detail : { ...detail, status: "waiting" };
}

/** The steps that a run has from another one; what they hold stands in the row. */
function takeOver(detail: RunDetail, { from, nodes }: { from: string; nodes: readonly string[] }): RunDetail {
  let next = detail;
  for (const nodeId of nodes)
    next = withStep(next, { nodeId, iteration: "" }, { status: "succeeded", reusedFrom: from });
  return next;
}

function finish(detail: RunDetail, at: string): RunDetail {
  const since = Date.parse(detail.startedAt ?? detail.createdAt);
  return { ...detail, finishedAt: at, durationMs: Date.parse(at) - since };
}

function withStep(
  detail: RunDetail,
  { nodeId, iteration }: { nodeId: string; iteration: string },
  changeOf: Partial<StepView> | ((known: StepView | undefined) => Partial<StepView>),
): RunDetail {
  const isIt = (step: StepView) => step.nodeId === nodeId && step.iteration === iteration;
  const known = detail.steps.find(isIt);
  const change = typeof changeOf === "function" ? changeOf(known) : changeOf;
  if (known) return { ...detail, steps: detail.steps.map((step) => (isIt(step) ? { ...step, ...change } : step)) };
  return { ...detail, steps: [...detail.steps, { ...freshStep, nodeId, iteration, ...change }] };
}

/** A step of which nothing is known yet but that it is there. */
export const freshStep = {
  status: "running",
  attempt: 1,
  input: null,
  output: null,
  error: null,
  startedAt: null,
  finishedAt: null,
  durationMs: null,
  tokensIn: null,
  tokensOut: null,
  tokensCached: null,
  costUsd: null,
  tokensPriced: null,
  model: null,
  outcome: null,
  reusedFrom: null,
  waitUntil: null,
} as const satisfies Omit<StepView, "nodeId" | "iteration">;
