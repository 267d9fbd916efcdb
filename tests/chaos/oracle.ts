/** The invariants that must hold when all is quiet. Answers every violation, as text. */
import type { EffectTally } from "./effects.ts";
import type { History } from "./history.ts";
import type { InjectedFault } from "./inject.ts";
import type { Accepted } from "./load.ts";
import { endsOf, holdersAround } from "./recovery.ts";

export type Verdict = {
  violations: string[];
  lost: number;
  doubled: number;
  inDoubt: number;
  /** Runs with a step under which three workers were killed, so that it was not tried again. */
  givenUp: number;
};

type ChaosRun = {
  accepted: readonly Accepted[];
  histories: readonly History[];
  injected: readonly InjectedFault[];
};

const terminal: ReadonlySet<string> = new Set(["succeeded", "failed", "cancelled"]);

export function judge({ accepted, histories, injected }: ChaosRun, tally: EffectTally): Verdict {
  const byId = new Map(histories.map((history) => [history.run.id, history]));
  const verdict: Verdict = { violations: [], lost: 0, doubled: 0, inDoubt: 0, givenUp: 0 };
  const family = familyOf(histories);
  for (const each of accepted) {
    const history = each.id === undefined ? undefined : byId.get(each.id);
    if (!history || !terminal.has(history.run.status)) {
      verdict.lost += 1;
      verdict.violations.push(`${nameOf(each)} was accepted and is ${history?.run.status ?? "not there"}`);
      continue;
    }
    judgeEnd({ each, history, ends: Math.max(...family(history).map((of) => endsOf(of, injected))) }, verdict);
    judgeEffects({ each, history, tally }, verdict);
  }
  for (const history of histories) verdict.violations.push(...violationsOf(history));
  const keys = histories.map(({ run }) => run.idempotencyKey).filter((key) => key !== null);
  if (new Set(keys).size !== keys.length) verdict.violations.push("two runs share one idempotency key");
  verdict.violations.push(...violationsOfOrder(accepted, byId));
  return verdict;
}

const nameOf = ({ text, pipeline, id, event }: Accepted) =>
  `${text} (${pipeline.name}, ${id ?? (event ? `event ${event.partition}/${event.offset}` : "no id")})`;

/** The run of an event begins when the run of the event before it with the same key has ended. */
function violationsOfOrder(accepted: readonly Accepted[], byId: ReadonlyMap<string, History>): string[] {
  const events = accepted.flatMap(({ event, id, text }) =>
    event ? [{ ...event, text, history: byId.get(id ?? "") }] : [],
  );
  return [...Map.groupBy(events, ({ key }) => key).values()].flatMap((ofKey) => {
    const inOrder = ofKey.toSorted((a, b) => a.offset - b.offset);
    return inOrder.flatMap(({ text, history }, index) => {
      const former = inOrder[index - 1];
      const ended = former?.history?.events.at(-1)?.transaction;
      const began = history?.events[0]?.transaction;
      return ended !== undefined && began !== undefined && began < ended
        ? [`${text} began before ${former?.text} ended, whose key it has`]
        : [];
    });
  });
}

/** A run and its child runs. */
function familyOf(histories: readonly History[]): (history: History) => History[] {
  const children = Map.groupBy(histories, ({ run }) => run.parentId);
  return (history) => [history, ...(children.get(history.run.id) ?? [])];
}

/** As many ends of workers under one step are taken for its doing (engine/tenure/suspects.ts). */
const endLimit = 3;

type Ended = { each: Accepted; history: History; ends: number };

/**
 * Nothing fails here but what cannot be known: an effect without a key whose answer was lost, and a step that was under way
 * when a third worker ended, which may have been its doing.
 */
function judgeEnd({ each: { text, pipeline }, history, ends }: Ended, verdict: Verdict): void {
  const { status, error } = history.run;
  if (status === (pipeline.neverDone ? "cancelled" : "succeeded")) return;
  const isGivenUp = /worker ended three times while it ran/.test(error?.message ?? "");
  if (status === "failed" && error?.code === "in_doubt" && pipeline.bare) verdict.inDoubt += 1;
  else if (status === "failed" && isGivenUp && ends >= endLimit) verdict.givenUp += 1;
  else {
    const held = isGivenUp
      ? ` after ${ends} ends of workers (${holdersAround(history, history.events[0]?.at ?? 0)})`
      : "";
    verdict.violations.push(`${text} (${pipeline.name}) ended ${status}: ${error?.code} ${error?.message}${held}`);
  }
}

type Effects = { each: Accepted; history: History; tally: EffectTally };

function judgeEffects({ each, history, tally }: Effects, verdict: Verdict): void {
  const { text, pipeline } = each;
  const hasSucceeded = history.run.status === "succeeded";
  for (const label of pipeline.effects(text)) {
    const keys = Object.keys(tally[label]?.keys ?? {}).length;
    if (keys > 1) verdict.doubled += 1;
    if (keys > 1) verdict.violations.push(`${label} was done under ${keys} keys`);
    if (keys === 0 && hasSucceeded) verdict.lost += 1;
    if (keys === 0 && hasSucceeded) verdict.violations.push(`${label} was never done, and its run succeeded`);
  }
  for (const label of pipeline.neverDone?.(text) ?? [])
    if (tally[label]) verdict.violations.push(`${label} was done, although its run was cancelled before`);
  for (const label of pipeline.bare?.(text) ?? []) {
    const calls = tally[label]?.bare ?? 0;
    if (calls > 1) verdict.doubled += 1;
    if (calls > 1) verdict.violations.push(`${label}, which takes no key, was done ${calls} times`);
    if (calls === 0 && hasSucceeded) verdict.violations.push(`${label} was never done, and its run succeeded`);
  }
}

/** What must hold of any run's history, whatever it ran. */
function violationsOf(history: History): string[] {
  const { run } = history;
  if (!terminal.has(run.status)) return [`${run.id} is stuck: ${run.status}`];
  const violations = [...violationsOfLog(history), ...violationsOfTenures(history), ...violationsOfSteps(history)];
  if (run.queued) violations.push("it has ended and is still in the queue");
  return violations.map((violation) => `${run.id}: ${violation}`);
}

function violationsOfLog({ run, batches, events }: History): string[] {
  const violations: string[] = [];
  let next = 1;
  for (const { first, seq, events: own } of batches) {
    if (first !== next) violations.push(`a batch begins with ${first} where ${next} was to come`);
    if (own.length !== seq - first + 1) violations.push(`the batch ${first} to ${seq} holds ${own.length} events`);
    next = seq + 1;
  }
  if (run.lastSeq !== next - 1) violations.push(`its row says ${run.lastSeq} events, its log has ${next - 1}`);
  const ends = events.filter(({ data }) => /^run\.(succeeded|failed|cancelled)$/.test(data.type));
  if (ends.length !== 1) violations.push(`it ended ${ends.length} times`);
  if (events.at(-1)?.data.type !== `run.${run.status}`)
    violations.push(`its last event is ${events.at(-1)?.data.type}`);
  return violations;
}

/**
 * Tokens grow from tenure to tenure. A step ends in the tenure in which it began, unless it waits or holds other steps:
 * those are resumed where they were.
 */
function violationsOfTenures({ run, events }: History): string[] {
  const violations: string[] = [];
  let token = 0;
  let started = new Set<string>();
  const open = new Set<string>();
  const done = new Set<string>();
  for (const { seq, data } of events) {
    if (data.type === "run.started") {
      if (data.token <= token) violations.push(`event ${seq} is of token ${data.token}, after ${token}`);
      token = data.token;
      started = new Set();
    }
    if (!("nodeId" in data)) continue;
    const step = `${data.nodeId} ${data.iteration}`;
    for (const outer of containersOf(data)) open.add(outer);
    if (data.type === "step.waiting") open.add(step);
    if (data.type === "step.started") {
      if (done.has(step)) violations.push(`event ${seq} starts ${step}, which was completed`);
      started.add(step);
    } else if (data.type === "step.succeeded") {
      if (!started.has(step) && !open.has(step))
        violations.push(`event ${seq} ends ${step}, which did not begin in this tenure`);
      if (done.has(step)) violations.push(`event ${seq} completes ${step} again`);
      done.add(step);
    }
  }
  if (run.status !== "cancelled" && run.token !== token)
    violations.push(`its row has token ${run.token}, its log ${token}`);
  return violations;
}

/** `map/item` of `3` lies in the step `map`; of `3/0`, when both ends go on, in `map` or in `map` of `3`. */
function containersOf({ nodeId, iteration }: { nodeId: string; iteration: string }): string[] {
  const outer = nodeId.split("/").slice(0, -1).join("/");
  if (outer === "") return [];
  return [`${outer} ${iteration}`, `${outer} ${iteration.split("/").slice(0, -1).join("/")}`];
}

function violationsOfSteps({ run, events, steps }: History): string[] {
  const recorded = new Map<string, string>();
  for (const { data } of events) {
    if (!("nodeId" in data) || data.type === "step.tokens") continue;
    const status = statusAfter[data.type];
    if (status) recorded.set(`${data.nodeId} ${data.iteration}`, status);
  }
  const rows = new Map(steps.map(({ nodeId, iteration, status }) => [`${nodeId} ${iteration}`, status]));
  const violations = [...recorded].flatMap(([step, status]) =>
    rows.get(step) === status ? [] : [`the row of ${step} says ${rows.get(step)}, its last event ${status}`],
  );
  const open = [...rows].filter(([, status]) => status === "running" || status === "retrying" || status === "waiting");
  if (run.status === "succeeded") violations.push(...open.map(([step, status]) => `${step} is still ${status}`));
  for (const step of rows.keys()) if (!recorded.has(step)) violations.push(`no event records ${step}`);
  return violations;
}

const statusAfter: Record<string, string> = {
  "step.started": "running",
  "step.retrying": "retrying",
  "step.succeeded": "succeeded",
  "step.failed": "failed",
  "step.skipped": "skipped",
  "step.cancelled": "cancelled",
  "step.in_doubt": "in_doubt",
  "step.waiting": "waiting",
};
