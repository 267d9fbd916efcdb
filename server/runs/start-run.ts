import type pg from "pg";
import { PatchbayError } from "../../lib/errors.ts";
import { canonicalJson } from "../../lib/json.ts";
import type { Catalogue } from "../../lib/manifest.ts";
import { type Doorbell, topics } from "../../lib/messages.ts";
import type { Trigger, Values } from "../../lib/run.ts";
import { makeBatcher } from "../batch.ts";
import type { Broker } from "../broker/broker.ts";
import { crashPoint } from "../crash-point.ts";
import { newId } from "../ids.ts";
import { jsonText } from "../json-text.ts";
import { findSameRun } from "../sql/find-same-run.ts";
import { insertRuns } from "../sql/insert-runs.ts";
import { makeBacklog } from "./backlog.ts";
import { checkInputs } from "./check-inputs.ts";
import { readSnapshot } from "./snapshots.ts";

export type StartDeps = { pool: pg.Pool; broker: Broker; catalogue: Catalogue };

export type StartAsk = {
  workspaceId: string;
  pipelineId: string;
  graph: { snapshotId: string };
  versionNumber: number | null;
  inputs: Values;
  trigger: Trigger;
  idempotencyKey?: string;
  createdBy?: string;
  shareLinkId?: string;
};

/**
 * Accepts a run: its row is written, then the doorbell rings. The row alone decides that the run exists; a doorbell that
 * is lost is found by the sweep. The same idempotency key gives the same run; other inputs under it are a conflict.
 */
export async function startRun(deps: StartDeps, ask: StartAsk): Promise<{ id: string; created: boolean }> {
  const graph = await readSnapshot(deps, ask.workspaceId, ask.graph.snapshotId);
  const inputs = checkInputs(graph, deps.catalogue, ask.inputs);
  const door = doorOf(deps.pool);
  await door.admit(ask.workspaceId);
  const id = newId();
  if (!(await door.insert({ ...ask, inputs, id }))) return findSame(deps.pool, { ...ask, inputs, id });
  crashPoint("after-insert");
  // Nobody waits for the bell: a broker that is away must not hold up who asks, and the sweep finds what it loses.
  void ring(deps.broker, id);
  return { id, created: true };
}

/** Tells the workers to look. Never rejects: a broker that is away delays the run until the sweep. */
/** Throws `too_many` when the workspace has as many runs waiting as it may have. */
export async function admit(pool: pg.Pool, workspaceId: string): Promise<void> {
  await doorOf(pool).admit(workspaceId);
}

export async function ring(broker: Broker, runId: string): Promise<void> {
  const value: Doorbell = { runId };
  await broker.publish([{ topic: topics.runs, key: runId, value }]).catch(() => {});
}

type Row = StartAsk & { id: string };
type Door = { admit(workspaceId: string): Promise<void>; insert(row: Row): Promise<boolean> };
const doors = new WeakMap<pg.Pool, Door>();

/** One door per database connection pool: it counts the backlog and lets runs that arrive together in together. */
function doorOf(pool: pg.Pool): Door {
  const known = doors.get(pool);
  if (known) return known;
  const insert = makeBatcher<Row, boolean>({ max: 100, run: (rows) => insertAll(pool, rows) });
  const door = { admit: makeBacklog(pool), insert };
  doors.set(pool, door);
  return door;
}

async function insertAll(pool: pg.Pool, rows: readonly Row[]): Promise<boolean[]> {
  const asked = rows.map(({ inputs, graph, ...row }) => ({ ...row, input: inputs, snapshotId: graph.snapshotId }));
  const made = await pool.query<{ id: string }>({ ...insertRuns, values: [jsonText(asked)] });
  const ids = new Set(made.rows.map((row) => row.id));
  return rows.map((row) => ids.has(row.id));
}

async function findSame(pool: pg.Pool, ask: Row): Promise<{ id: string; created: boolean }> {
  const values = [ask.id, ask.workspaceId, ask.pipelineId, ask.idempotencyKey ?? null];
  const { rows } = await pool.query<{ id: string; input: unknown }>({ ...findSameRun, values });
  const [same] = rows;
  if (!same) throw new PatchbayError("not_found", "This pipeline is not there any more.");
  if (canonicalJson(same.input) !== canonicalJson(JSON.parse(jsonText(ask.inputs)))) {
    const words = "Another run with this Idempotency-Key has other inputs. Use a new key for a new run.";
    throw new PatchbayError("conflict", words);
  }
  return { id: same.id, created: same.id === ask.id };
}
