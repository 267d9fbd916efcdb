/** The child runs that a step is split into: inserted, polled, merged and cancelled here. */
import type pg from "pg";
import { z } from "zod";
import type { PlanNode } from "../../lib/graph/plan.ts";
import { type BlobRef, RunError, Values } from "../../lib/run.ts";
import type { ChildEnd, ChildrenAsk } from "../../lib/runs/waits.ts";
import type { Json } from "../../lib/values/json.ts";
import type { Broker } from "../../platform/broker/broker.ts";
import { crashPoint } from "../../platform/crash-point.ts";
import { jsonText } from "../../platform/database/json-text.ts";
import { sha256 } from "../../platform/ids.ts";
import type { RunClock } from "../journal/run-clock.ts";
import { insertBlobs } from "../journal/sql/statements.ts";
import { type BlobRow, blobsText, storeValues } from "../journal/store-values.ts";
import type { ClaimedRun } from "../queue/claim/claimed-run.ts";
import { controlRuns } from "../queue/control/control-run.ts";
import { notifyWorkers } from "../queue/enqueue/notify-workers.ts";
import { insertRuns } from "../queue/enqueue/sql/statements.ts";
import { freezeGraph } from "../queue/snapshots/snapshots.ts";
import { type StepAddress, stepKey } from "../scheduler/step-events.ts";
import { childGraph } from "./child-graph.ts";
import { wholeValues } from "./load-checkpoint.ts";
import { cancelChildren, countChildren, readChildren } from "./sql/statements.ts";

type Deps = { pool: pg.Pool; broker: Broker };
type Step = { at: StepAddress; node: PlanNode };

/** Runs that one statement inserts, and about how many bytes of input they may have. */
const insertAtOnce = 100;
const insertBytes = 8_000_000;

const Counts = z.object({ ended: z.number(), failed: z.number().nullable(), endedMs: z.number().nullable() });
const Ends = z.array(
  z.object({
    index: z.number(),
    status: z.string(),
    output: Values.nullable(),
    error: RunError.nullable(),
    tokensIn: z.number(),
    tokensOut: z.number(),
    costUsd: z.number(),
    tokensPriced: z.number(),
  }),
);

type Parent = { run: ClaimedRun; clock: RunClock; durable(): Promise<void> };

/** For one run that a worker holds. `durable` rejects when the worker has lost it, and waits until all so far is written. */
export function makeChildren({ pool, broker }: Deps, { run, clock, durable }: Parent) {
  const started = new Set<string>();

  /** Ids are derived from the parent, the step and the index, so that inserting them again changes nothing. */
  async function start({ at, node }: Step, { inputs, config }: ChildrenAsk): Promise<void> {
    await durable();
    const snapshotId = await freezeGraph({ pool }, run.workspaceId, childGraph(node, config));
    const { workspaceId, pipelineId } = run;
    const parent = { parentId: run.id, parentNode: at.path, parentIteration: at.iteration };
    const blobs: BlobRow[] = [];
    const known = new Map<Json, BlobRef>();
    let rows: object[] = [];
    let bytes = 0;
    for (const [index, values] of inputs.entries()) {
      const input = storeValues(values, { workspaceId, blobs, known });
      const id = idOf(`${run.id}\n${stepKey(at)}\n${index}`);
      rows.push({ id, workspaceId, pipelineId, snapshotId, trigger: "map", input, ...parent, parentIndex: index });
      bytes += jsonText(input).length;
      if (rows.length < insertAtOnce && bytes < insertBytes && index < inputs.length - 1) continue;
      await insert(rows, blobs.splice(0));
      rows = [];
      bytes = 0;
    }
  }

  async function insert(rows: object[], blobs: BlobRow[]): Promise<void> {
    if (blobs.length > 0) await pool.query(insertBlobs({ blobs: blobsText(blobs) }));
    const query = insertRuns({ runs: jsonText(rows), channels: [], payloads: [], isAsync: false });
    const inserted = await pool.query<{ id: string }>(query);
    crashPoint("after-children");
    if (inserted.rows.length > 0) await notifyWorkers(broker, ...inserted.rows.map(({ id }) => id));
  }

  async function ends({ path, iteration }: StepAddress, only: number | null): Promise<Map<number, ChildEnd>> {
    const { rows } = await pool.query(readChildren({ runId: run.id, nodeId: path, iteration, index: only }));
    const found = Ends.parse(rows);
    const whole = await wholeValues(pool, run, found);
    const cancelled = { code: "cancelled", message: "This part of the list was cancelled." };
    return new Map(
      found.map(({ index, status, output, error, ...usage }) => {
        const end = status === "succeeded" && output ? { output: whole(output) } : { error: error ?? cancelled };
        return [index, usage.tokensIn + usage.tokensOut === 0 ? end : { ...end, usage }];
      }),
    );
  }

  return async function poll(step: Step, ask: ChildrenAsk): Promise<ReadonlyMap<number, ChildEnd> | undefined> {
    const key = stepKey(step.at);
    if (!started.has(key)) await start(step, ask);
    started.add(key);
    const { path, iteration } = step.at;
    const { rows } = await pool.query(countChildren({ runId: run.id, nodeId: path, iteration, anchor: run.anchor }));
    const { ended, failed, endedMs } = Counts.parse(rows[0]);
    // The step does not end before its child runs, whose workers count the time by themselves.
    clock.reach(endedMs ?? 0);
    if (ask.stopAtFailure && failed !== null) {
      await stopChildren({ pool, broker }, run.id, key);
      return await ends(step.at, failed);
    }
    return ended < ask.inputs.length ? undefined : await ends(step.at, null);
  };
}

/** Stops the child runs of a run, or of one step of it. */
export async function stopChildren({ pool, broker }: Deps, runId: string, step: string | null): Promise<void> {
  const { rows } = await pool.query<{ runId: string; state: string }>(cancelChildren({ runId, step }));
  const [held, free] = [
    rows.filter(({ state }) => state === "running"),
    rows.filter(({ state }) => state !== "running"),
  ];
  if (held.length > 0) await controlRuns(broker, "cancel", ...held.map((row) => row.runId));
  if (free.length > 0) await notifyWorkers(broker, ...free.map((row) => row.runId));
}

/** A UUID (version 8, RFC 9562) of a text's hash. */
function idOf(text: string): string {
  const hex = sha256(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
