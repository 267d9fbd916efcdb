/** From "run this pipeline" to a run of a frozen graph. Lies on every run's way, so what cannot change is remembered. */

import type { ResumeDeps } from "../../engine/history/resume-run.ts";
import { startRun } from "../../engine/queue/enqueue/start-run.ts";
import { freezePipeline } from "../../engine/queue/snapshots/freeze-bodies.ts";
import type { CheckConfig } from "../../lib/graph/check.ts";
import { Graph } from "../../lib/graph/graph.ts";
import type { Budget } from "../../lib/models/budget.ts";
import type { Catalogue } from "../../lib/node-types/manifest.ts";
import type { Trigger, Values } from "../../lib/run.ts";
import { defined } from "../../lib/values/defined.ts";
import type { RunVersion } from "../../lib/views/run-views.ts";
import type { Broker } from "../../platform/broker/broker.ts";
import { makeBatcher } from "../../platform/database/batch.ts";
import type { Db } from "../../platform/database/db.ts";
import type { AcceptedRuns } from "../metrics/web-metrics.ts";
import { noPipeline } from "./pipelines.ts";
import { readRevisions } from "./sql/read-revisions.ts";
import { getVersion } from "./versions.ts";

export type RunAsk = {
  /** See StartAsk (engine/queue/enqueue/start-ask.ts). */
  id?: string | undefined;
  workspaceId: string;
  pipelineId: string;
  inputs: Values;
  /** A published version, or the draft, frozen as it is now; without it the newest version, and the draft where there is none. */
  version?: RunVersion | undefined;
  /** See StartAsk (engine/queue/enqueue/start-ask.ts). */
  triggerNode?: string | undefined;
  idempotencyKey?: string | undefined;
  /** How long the run may wait in the queue before it fails. */
  queueSeconds?: number | undefined;
  trigger: Trigger;
  createdBy?: string | undefined;
  /** See StartAsk (engine/queue/enqueue/start-ask.ts). */
  keyProof?: string | undefined;
  shareLinkId?: string;
  /** The caller's W3C trace context: the run's spans join that trace. */
  traceparent?: string | undefined;
  /** What its models may take. */
  budget?: Budget | undefined;
  /** See StartAsk (engine/queue/enqueue/start-ask.ts). */
  isAwaited?: boolean;
};
export type RunDeps = {
  db: Db;
  broker: Broker;
  catalogue: Catalogue;
  checkConfig: CheckConfig;
  acceptedRuns?: AcceptedRuns;
};

/** `version` is the one that was chosen, null for the draft. A run that an idempotency key stands for may be of another. */
type Started = { id: string; created: boolean; version: number | null };

export async function startPipelineRun(deps: RunDeps, ask: RunAsk): Promise<Started> {
  using _underWay = deps.acceptedRuns?.begin();
  const { version: asked, trigger, ...rest } = ask;
  const { snapshotId, version } = await chooseGraph(deps, { ...ask, version: asked, keepsPins: trigger === "manual" });
  const started = await startRun(
    { pool: deps.db.pool, broker: deps.broker, catalogue: deps.catalogue },
    defined({ ...rest, trigger, graph: { snapshotId }, versionNumber: version }),
  );
  if (started.created) deps.acceptedRuns?.accepted(trigger);
  return { ...started, version };
}

/** What resuming a run needs of the product: which graph a version, or the draft, stands for. */
export function resumeDeps(deps: RunDeps): ResumeDeps {
  const { db, broker, catalogue, acceptedRuns } = deps;
  const snapshotFor: ResumeDeps["snapshotFor"] = async (of) =>
    (await chooseGraph(deps, { ...of, version: of.version ?? "draft" })).snapshotId;
  return { db, broker, catalogue, acceptedRuns, snapshotFor };
}

type GraphAsk = Pick<RunAsk, "workspaceId" | "pipelineId" | "version"> & { keepsPins?: boolean };

/** The frozen graph of a published version, of the draft as it is now, or of whichever of the two runs by default. */
export async function chooseGraph(
  deps: RunDeps,
  { version, ...of }: GraphAsk,
): Promise<{ snapshotId: string; version: number | null }> {
  if (typeof version === "number") return { snapshotId: await snapshotOf(deps, { ...of, version }), version };
  const { newest, revision } = await revisionOf(deps.db, of);
  if (version === undefined && newest !== null) {
    return { snapshotId: await snapshotOf(deps, { ...of, version: newest }), version: newest };
  }
  return { snapshotId: await freezeDraft(deps, { ...of, revision }), version: null };
}

/** Snapshot ids by pipeline and version, and by pipeline and revision: neither ever comes to mean another graph. */
const remembered = new WeakMap<Db, Map<string, string>>();
const rememberedMax = 5000;

async function snapshotOf({ db }: RunDeps, ask: { workspaceId: string; pipelineId: string; version: number }) {
  const { workspaceId, pipelineId, version: number } = ask;
  const key = `${workspaceId}|${pipelineId}|v${number}`;
  return await remember(db, key, async () => {
    const { snapshotId } = await getVersion(db.prisma, { workspaceId, pipelineId, number });
    return { id: snapshotId, isFinal: true };
  });
}

type DraftAsk = { workspaceId: string; pipelineId: string; revision: number; keepsPins?: boolean };

async function freezeDraft({ db, catalogue, checkConfig }: RunDeps, ask: DraftAsk) {
  const { workspaceId, pipelineId, keepsPins = false, revision: known } = ask;
  return await remember(db, `${workspaceId}|${pipelineId}|r${known}${keepsPins ? "|pins" : ""}`, async () => {
    const where = { id: pipelineId, workspaceId };
    const { name, draft, revision } = await db.prisma.pipeline.findFirstOrThrow({ where });
    const whole = { workspaceId, id: pipelineId, name, graph: Graph.parse(draft), keepsPins };
    const frozen = await freezePipeline({ pool: db.pool, catalogue, checkConfig }, whole);
    // Saved between the two reads: run the newer draft, and do not remember it under the older revision.
    return { id: frozen.snapshotId, isFinal: frozen.isFinal && revision === known };
  });
}

async function revisionOf(db: Db, { workspaceId, pipelineId }: { workspaceId: string; pipelineId: string }) {
  const row = await revisionsOf(db)(pipelineId);
  if (row?.workspaceId !== workspaceId) throw noPipeline();
  return row;
}

/** `newest` is the number of the newest published version. */
type Revision = { id: string; workspaceId: string; revision: number; newest: number | null };
const revisions = new WeakMap<Db, (pipelineId: string) => Promise<Revision | undefined>>();

/** Read anew for each run; runs that are asked for at the same time share a round trip. */
function revisionsOf(db: Db) {
  const known = revisions.get(db);
  if (known) return known;
  const read = makeBatcher<string, Revision | undefined>({
    max: 200,
    async run(ids) {
      const { rows } = await db.pool.query<Revision>({ ...readRevisions, values: [[...new Set(ids)]] });
      return ids.map((id) => rows.find((row) => row.id === id));
    },
  });
  revisions.set(db, read);
  return read;
}

async function remember(db: Db, key: string, find: () => Promise<{ id: string; isFinal: boolean }>): Promise<string> {
  const ids = remembered.get(db) ?? new Map<string, string>();
  remembered.set(db, ids);
  const known = ids.get(key);
  if (known !== undefined) return known;
  const { id, isFinal } = await find();
  if (ids.size >= rememberedMax) ids.clear();
  if (isFinal) ids.set(key, id);
  return id;
}
