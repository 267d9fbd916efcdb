import type pg from "pg";
import { PatchbayError } from "../../lib/errors.ts";
import { canonicalJson } from "../../lib/json.ts";
import type { Catalogue } from "../../lib/manifest.ts";
import type { Trigger, Values } from "../../lib/run.ts";
import { makeBatcher } from "../batch.ts";
import type { Broker } from "../broker/broker.ts";
import { publishBestEffort } from "../broker/publish-best-effort.ts";
import { crashPoint } from "../crash-point.ts";
import { newId } from "../ids.ts";
import { jsonText } from "../json-text.ts";
import { findSameRun } from "../sql/find-same-run.ts";
import { insertRuns, touchRun } from "../sql/insert-runs.ts";
import { isTransientDbError } from "../transient-db-error.ts";
import { makeBacklog } from "./backlog.ts";
import { bellsFor, bellToken, ring } from "./bells.ts";
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
  /** How long the run may wait to be begun before it is given up. */
  queueSeconds?: number;
  createdBy?: string;
  /** An API key that has to be good at the moment the run is accepted; when it is not, `KeyUnproved` is thrown. */
  keyId?: string;
  shareLinkId?: string;
  traceparent?: string;
  /**
   * Nobody is told of this run before its end (or `makeDurable`), whose commit takes its beginning to disk as well, so
   * that the beginning need not wait for the disk by itself.
   */
  isAwaited?: boolean;
};

/** The run was not inserted, perhaps because the API key it was to prove is good no more. */
export class KeyUnproved extends Error {
  override name = "KeyUnproved";
}

/**
 * Accepts a run: its row is written, then the doorbell rings. The row alone decides that the run exists; a doorbell that
 * is lost is found by the sweep. The same idempotency key gives the same run; other inputs under it are a conflict.
 */
export async function startRun(deps: StartDeps, ask: StartAsk): Promise<{ id: string; created: boolean }> {
  const graph = await readSnapshot(deps, ask.workspaceId, ask.graph.snapshotId);
  const inputs = checkInputs(graph, deps.catalogue, ask.inputs);
  await admit(deps.pool, ask.workspaceId);
  const id = newId();
  if (await doorOf(deps)({ ...ask, inputs, id })) return { id, created: true };
  if (ask.keyId !== undefined) throw new KeyUnproved();
  const same = await findSame(deps.pool, { ...ask, inputs, id });
  await makeDurable(deps, same.id);
  return same;
}

/** Resolves when the run is on disk, so that somebody may be told of it who was to wait for its end. */
export async function makeDurable({ pool }: { pool: pg.Pool }, runId: string): Promise<void> {
  await pool.query({ ...touchRun, values: [runId] });
}

/** Throws `too_many` when the workspace has as many runs waiting as it may have. */
export async function admit(pool: pg.Pool, workspaceId: string): Promise<void> {
  const backlog = backlogs.get(pool) ?? makeBacklog(pool);
  backlogs.set(pool, backlog);
  await backlog(workspaceId);
}

type Row = StartAsk & { id: string };
type Insert = (row: Row) => Promise<boolean>;
const doors = new WeakMap<Broker, Insert>();
const backlogs = new WeakMap<pg.Pool, ReturnType<typeof makeBacklog>>();

/** One door per process, known by its broker: runs that arrive together go in together. */
function doorOf({ pool, broker }: StartDeps): Insert {
  const known = doors.get(broker);
  if (known) return known;
  const insert = makeBatcher<Row, boolean>({
    max: 100,
    gatherMs: 2,
    isCommon: isTransientDbError,
    run: (rows) => insertAll({ pool, broker }, rows),
  });
  doors.set(broker, insert);
  return insert;
}

async function insertAll(
  { pool, broker }: Pick<StartDeps, "pool" | "broker">,
  rows: readonly Row[],
): Promise<boolean[]> {
  const { bells, handed } = bellsFor(broker, rows);
  const notices = broker.notices?.(bells);
  // Bells of a database that cannot carry these go out by themselves, and bring nothing along.
  const bringAlong = notices !== undefined || broker.notices === undefined;
  const asked = rows.map(({ inputs, graph, isAwaited, ...row }) => {
    const token = bringAlong && handed.has(row.id) ? bellToken : 0;
    return { ...row, input: inputs, snapshotId: graph.snapshotId, token };
  });
  const isQuick = rows.every((row) => row.isAwaited);
  const values = [jsonText(asked), notices?.channels ?? [], notices?.payloads ?? [], isQuick];
  const made = await pool.query<{ id: string }>({ ...insertRuns, values });
  const ids = new Set(made.rows.map((row) => row.id));
  crashPoint("after-insert");
  // Nobody waits for the bell: a broker that is away must not hold up who asks, and the sweep finds what it loses.
  // One that brings runs along rings only when all of them were accepted.
  const areAll = ids.size === rows.length;
  if (areAll && broker.notices === undefined) void publishBestEffort(broker, bells);
  else if (!(areAll && notices) && ids.size > 0) void ring(broker, ...ids);
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
