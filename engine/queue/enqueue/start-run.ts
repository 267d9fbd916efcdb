import type pg from "pg";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Catalogue } from "../../../lib/node-types/manifest.ts";
import { runEntry } from "../../../lib/runs/run-entry.ts";
import { parseJson } from "../../../lib/values/exact-json.ts";
import { canonicalJson } from "../../../lib/values/keys/canonical-json.ts";
import type { Broker } from "../../../platform/broker/broker.ts";
import { crashPoint } from "../../../platform/crash-point.ts";
import { makeBatcher } from "../../../platform/database/batch.ts";
import { jsonText } from "../../../platform/database/json-text.ts";
import { newId } from "../../../platform/ids.ts";
import { type OverRuns, overRunQuota } from "../../../platform/quotas/over-quota.ts";
import { noticeOf } from "../inline-claim.ts";
import { readSnapshot } from "../snapshots/snapshots.ts";
import { makeBacklog } from "./backlog.ts";
import { checkInputs } from "./check-inputs.ts";
import { findSameRun, insertRuns, touchRun } from "./sql/statements.ts";
import type { StartAsk } from "./start-ask.ts";

export type StartDeps = { pool: pg.Pool; broker: Broker; catalogue: Catalogue };

/** The run was not inserted, perhaps because its API key is not valid any more. */
export class KeyUnproved extends Error {
  override name = "KeyUnproved";
}

/**
 * Accepts a run: its row is written, then workers are notified. The row alone decides that the run exists; a wake-up that
 * is lost is found by the sweep. The same idempotency key gives the same run; other inputs under it are a conflict.
 */
export async function startRun(deps: StartDeps, ask: StartAsk): Promise<{ id: string; created: boolean }> {
  const graph = await readSnapshot(deps, ask.workspaceId, ask.graph.snapshotId);
  const entry = runEntry(graph, deps.catalogue, ask);
  const inputs = checkInputs(graph, deps.catalogue, { inputs: entry.inputs, trigger: entry.triggerNode });
  await admit(deps.pool, ask.workspaceId);
  const id = ask.id ?? newId();
  const outcome = await inserterOf(deps)({ ...ask, inputs, id, triggerNode: entry.triggerNode });
  if (outcome === "inserted") return { id, created: true };
  if (outcome === "not inserted" && ask.keyProof !== undefined) throw new KeyUnproved();
  const same = await findSame(deps.pool, { ...ask, inputs, id });
  if (!same && outcome !== "not inserted") throw overRunQuota(outcome, isForStrangers(ask));
  if (!same) throw new PatchbayError("not_found", "This pipeline no longer exists.");
  await makeDurable(deps, same.id);
  return same;
}

/** Resolves when the run is on disk, so that its id may be returned before its end. */
export async function makeDurable({ pool }: { pool: pg.Pool }, runId: string): Promise<void> {
  await pool.query(touchRun({ runId }));
}

/** Throws `too_many` when the workspace has as many runs waiting as it may have. */
export async function admit(pool: pg.Pool, workspaceId: string): Promise<void> {
  const backlog = backlogs.get(pool) ?? makeBacklog(pool);
  backlogs.set(pool, backlog);
  await backlog(workspaceId);
}

type Row = StartAsk & { id: string };
/** A run that was not inserted may be there already, or was refused by a quota. */
type Outcome = "inserted" | "not inserted" | OverRuns;
type Insert = (row: Row) => Promise<Outcome>;
const inserters = new WeakMap<Broker, Insert>();
const backlogs = new WeakMap<pg.Pool, ReturnType<typeof makeBacklog>>();

/** One inserter per process and broker: runs that arrive together are inserted together. */
function inserterOf({ pool, broker }: StartDeps): Insert {
  const known = inserters.get(broker);
  if (known) return known;
  const insert = makeBatcher<Row, Outcome>({
    max: 100,
    lingerMs: 2,
    run: (rows) => insertAll({ pool, broker }, rows),
  });
  inserters.set(broker, insert);
  return insert;
}

async function insertAll(
  { pool, broker }: Pick<StartDeps, "pool" | "broker">,
  rows: readonly Row[],
): Promise<Outcome[]> {
  const notice = noticeOf(broker, rows);
  const asked = rows.map(({ inputs, graph, isAwaited, ...row }) => {
    return { ...row, input: inputs, snapshotId: graph.snapshotId, token: notice.tokenOf(row.id) };
  });
  const isAsync = rows.every((row) => row.isAwaited);
  const { channels, payloads } = notice.withCommit ?? { channels: [], payloads: [] };
  const query = insertRuns({ runs: jsonText(asked), channels, payloads, isAsync });
  const answer = await pool.query<{ id: string; over: OverRuns | null }>(query);
  const outcomes = new Map(answer.rows.map(({ id, over }): [string, Outcome] => [id, over ?? "inserted"]));
  crashPoint("after-insert");
  notice.onInserted(new Set(answer.rows.flatMap(({ id, over }) => (over ? [] : [id]))));
  return rows.map(({ id }) => outcomes.get(id) ?? "not inserted");
}

/** Whose callers may be anyone. */
function isForStrangers({ trigger, shareLinkId }: StartAsk): boolean {
  return shareLinkId !== undefined || trigger === "share" || trigger === "webhook" || trigger === "form";
}

async function findSame(pool: pg.Pool, ask: Row): Promise<{ id: string; created: boolean } | undefined> {
  const { id, workspaceId, pipelineId, idempotencyKey } = ask;
  const query = findSameRun({ id, workspaceId, pipelineId, idempotencyKey });
  const { rows } = await pool.query<{ id: string; input: unknown }>(query);
  const [same] = rows;
  if (!same) return undefined;
  if (canonicalJson(same.input) !== canonicalJson(parseJson(jsonText(ask.inputs)))) {
    const words = "Another run with this Idempotency-Key has other inputs. Use a new key for a new run.";
    throw new PatchbayError("conflict", words);
  }
  return { id: same.id, created: same.id === ask.id };
}
