/**
 * Inline claim: a run that was just accepted goes along with its wake-up, and the worker that receives it starts it without
 * a claim statement. The first batch of its journal is the claim. What keeps that safe:
 *
 * Token. The run is inserted (insert-runs.sql) queued, without a worker and with `inlineToken`; every claim raises the token,
 *   so that no worker that has claimed it has this one. A run that does not go along with its wake-up is inserted with 0. A
 *   wake-up that carries runs goes out with the commit that inserts them or after it, and only when all of them were
 *   accepted: none starts that does not exist.
 * Who may write first. The first batch to find the row queued, without a worker and with `inlineToken` gives it the worker's
 *   name and a lease (write-journal.sql and its special cases, `isInlineClaim`). If the run was claimed, cancelled or expired
 *   meanwhile, or another worker's first batch came before, it finds no such row; the tenure is lost and nothing of it is
 *   written. A first batch whose answer was lost is sent again and finds its own worker's name.
 * What must not run before. Until the first batch is written the worker is not known to own the run (`isOurs` of its
 *   journal): pure steps run, steps that cost something or have an external effect wait for it (`waitsForDisk` in
 *   scheduler/step-outcome.ts). So a wake-up that is repeated costs some computing and nothing else. There is no lease to
 *   extend either (claim/lease.ts), and the worker claims no such run from the queue, or it would start it a second time
 *   (`unclaimedOf`).
 * Freshness. The runs in a wake-up older than `freshMs` are claimed like any other: workers will have started them.
 * Fairness. A worker claims inline only what it would have claimed at once: it has capacity, and so has the workspace, and
 *   no other run waits (`claimInline` in claim/claim-loop.ts).
 * A lost wake-up, or a worker that dies before the first batch, leaves the row as it was inserted: the sweep finds it, and
 *   the run is delayed by up to about two seconds, not by a lease.
 *
 * docs/decisions/0021 and 0022 say why. tests/engine/journal/first-batch.test.ts, tests/engine/queue/inline-claim.test.ts
 * and the model of tests/engine/scheduler/model.test.ts hold it to this.
 */
import { type NewRun, NewRuns, type WakeUp } from "../../lib/messages.ts";
import type { Broker, BrokerMessage, Notices } from "../../platform/broker/broker.ts";
import { publishBestEffort } from "../../platform/broker/publish-best-effort.ts";
import { jsonText } from "../../platform/database/json-text.ts";
import type { ClaimedRun } from "./claim/claimed-run.ts";
import { notifyWorkers, wakeUp } from "./enqueue/notify-workers.ts";
import type { StartAsk } from "./enqueue/start-ask.ts";

/** The token of a run that goes along with its wake-up: the worker that claims it inline writes under it. */
export const inlineToken = 1;
/** Bytes of a run that may go with its wake-up; several of them have to fit into one NOTIFY. */
const maxInlineBytes = 3500;
/** In a group a wake-up goes to one worker. Where each worker receives all of them, one carries a single run: ranks differ. */
const runsPerWakeUp = { kafka: 20, postgres: 1 };
/** The runs in a wake-up that is older than this are not claimed inline. */
const freshMs = 5000;

type Row = StartAsk & { id: string };

/** How workers are notified of runs that are about to be inserted together. */
export type NewRunNotice = {
  /** What has to go out with the commit, where the broker is the database. */
  withCommit: Notices | undefined;
  /** The token to insert a run with. */
  tokenOf(runId: string): number;
  /** Sends what has to be sent after the commit, which inserted these. Not awaited: the sweep finds what is lost. */
  onInserted(runIds: ReadonlySet<string>): void;
};

export function noticeOf(broker: Broker, rows: readonly Row[]): NewRunNotice {
  const { wakeUps, inlined } = wakeUpsFor(broker, rows);
  const withCommit = broker.notices?.(wakeUps);
  // Where the broker is the database, wake-ups that cannot go out with the commit are sent after it, and carry no runs.
  const carriesRuns = withCommit !== undefined || broker.notices === undefined;
  return {
    withCommit,
    tokenOf: (runId) => (carriesRuns && inlined.has(runId) ? inlineToken : 0),
    onInserted(runIds) {
      const areAll = runIds.size === rows.length;
      if (areAll && broker.notices === undefined) void publishBestEffort(broker, wakeUps);
      else if (!(areAll && withCommit) && runIds.size > 0) void notifyWorkers(broker, ...runIds);
    },
  };
}

/** Wake-ups for runs that are about to be inserted; small runs go along (`inlined`). */
function wakeUpsFor(broker: Broker, rows: readonly Row[]): { wakeUps: BrokerMessage[]; inlined: Set<string> } {
  const { envelope, driver } = broker;
  const newRuns = envelope ? rows.map((row) => [row.id, newRunOf(row)] as const) : [];
  const small = newRuns.filter(([, run]) => Buffer.byteLength(jsonText(run)) <= maxInlineBytes);
  const inlined = new Set(small.map(([id]) => id));
  const wakeUps: BrokerMessage[] = [];
  for (let at = 0; envelope && at < small.length; at += runsPerWakeUp[driver]) {
    const some = small.slice(at, at + runsPerWakeUp[driver]);
    wakeUps.push(wakeUp({ runIds: some.map(([id]) => id), runs: envelope.close(Object.fromEntries(some)) }));
  }
  const others = rows.flatMap(({ id }) => (inlined.has(id) ? [] : [id]));
  if (others.length > 0) wakeUps.push(wakeUp({ runIds: others }));
  return { wakeUps, inlined };
}

function newRunOf({ workspaceId, pipelineId, graph, inputs: input, isAwaited, ...row }: Row): NewRun {
  const run = {
    workspaceId,
    pipelineId,
    snapshotId: graph.snapshotId,
    input,
    triggerNode: row.triggerNode ?? null,
    traceparent: row.traceparent ?? null,
    budget: row.budget ?? null,
    at: Date.now(),
  };
  return isAwaited ? { ...run, isAwaited } : run;
}

type Worker = { id: string; claimLoop: { claimInline(run: ClaimedRun): boolean } };

/** Claims those of these runs inline that came with the wake-up and may start at once. Answers the others. */
export function claimInline(
  { broker, id, claimLoop }: Worker & { broker: Broker },
  runIds: readonly string[],
  closed: WakeUp["runs"],
): string[] {
  const inlined = NewRuns.safeParse(broker.envelope?.open(closed)).data ?? {};
  return runIds.filter((runId) => {
    const run = inlined[runId];
    const isFresh = run !== undefined && Date.now() - run.at < freshMs;
    return !(isFresh && claimLoop.claimInline(claimedRunOf(runId, run, id)));
  });
}

/** A run as it was inserted, claimed inline by a worker. */
function claimedRunOf(id: string, { at, ...run }: NewRun, worker: string): ClaimedRun {
  return {
    id,
    ...run,
    worker,
    token: inlineToken,
    isInlineClaim: true,
    isNew: true,
    lastSeq: 1,
    cancelRequested: false,
    wakes: 0,
    tokensIn: 0,
    tokensOut: 0,
    costUsd: 0,
    tokensPriced: 0,
    ageMs: 0,
    anchor: null,
    waitedMs: Math.max(0, Date.now() - at),
    former: null,
    losses: 0,
    suspects: null,
    isLastTry: false,
    parentId: null,
  };
}

/** Whether a claim statement has given the worker this run, so that its journal need not claim it first. */
export const isOursFromStart = ({ isInlineClaim }: ClaimedRun): boolean => isInlineClaim === undefined;

/** Runs that a worker has claimed inline and that are still queued for all that the database knows. */
export function unclaimedOf(active: Iterable<{ run: ClaimedRun; isOurs(): boolean }>): string[] {
  return [...active].flatMap((tenure) => (tenure.isOurs() ? [] : [tenure.run.id]));
}
