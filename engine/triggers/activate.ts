/** Switching a pipeline on, to another version, and off. */
import { PatchbayError } from "../../lib/errors.ts";
import type { Graph } from "../../lib/graph/graph.ts";
import { nodeAt } from "../../lib/graph/graph.ts";
import type { Catalogue } from "../../lib/node-types/manifest.ts";
import { triggersOf } from "../../lib/runs/entry.ts";
import { PlainJson } from "../../lib/values/json.ts";
import type { Db } from "../../platform/database/db.ts";
import { assertRoom } from "../../platform/quotas/assert-room.ts";
import type { Topics } from "../../platform/topics/topics.ts";
import { readSnapshot } from "../queue/snapshots/snapshots.ts";
import { demandNoCycle } from "./run-ended/demand-no-cycle.ts";
import { runEndedSource } from "./run-ended/run-ended-source.ts";
import { triggerSources } from "./sources.ts";
import { startPositions, writePositions } from "./topics/start-positions.ts";
import { type OpenTrigger, TriggerSettings, type TriggerSource } from "./trigger-source.ts";

type Deps = { db: Db; catalogue: Catalogue; topics: Topics };
export type ActivateAsk = {
  workspaceId: string;
  pipelineId: string;
  version: number;
  snapshotId: string;
  activatedBy?: string | undefined;
};

/**
 * Switches a published version on. One that is on already is put in the place of the other in one transaction: triggers
 * that both have, by their node ids, go on where they are. Throws `conflict` when the version has no triggers.
 */
export async function activate(deps: Deps, ask: ActivateAsk): Promise<void> {
  const { workspaceId, pipelineId, version: versionNumber, activatedBy = null } = ask;
  const graph = await readSnapshot(deps.db, workspaceId, ask.snapshotId);
  const served = servedTriggers(graph, deps.catalogue);
  if (served.length === 0) {
    const words = `Version ${versionNumber} has no triggers, so there is nothing to switch on. Add one, such as Schedule, and publish.`;
    throw new PatchbayError("conflict", words);
  }
  // Before the trigger is on: what is published from now on is not missed.
  const starts = await startPositions(deps.topics, workspaceId, served);
  await deps.db.prisma.$transaction(async (tx) => {
    // Two people who switch at once wait here; runs that are accepted meanwhile do not.
    const locked = await tx.$queryRaw<{ isArchived: boolean; now: Date }[]>`
      SELECT "archivedAt" IS NOT NULL AS "isArchived", clock_timestamp() AS now
      FROM "Pipeline" WHERE id = ${pipelineId} AND "workspaceId" = ${workspaceId} FOR NO KEY UPDATE`;
    const [pipeline] = locked;
    if (!pipeline) throw new PatchbayError("not_found", "There is no pipeline with this id.");
    if (pipeline.isArchived)
      throw new PatchbayError("conflict", "The pipeline is archived. Restore it to switch it on.");
    await tx.$queryRaw`SELECT 1 FROM "ActiveTrigger" WHERE "pipelineId" = ${pipelineId} FOR UPDATE`;
    await tx.$queryRaw`
      SELECT 1 FROM "TriggerPartition" WHERE "pipelineId" = ${pipelineId} ORDER BY "nodeId", partition FOR UPDATE`;
    const rows = await tx.activeTrigger.findMany({ where: { pipelineId } });
    const before = new Map(rows.map((row) => [row.nodeId, row]));
    const wasOn = await tx.activation.count({ where: { pipelineId } });
    if (wasOn === 0) await assertRoom(tx, workspaceId, { quota: "activePipelines" });
    const switched = { versionNumber, activatedBy, switchedAt: pipeline.now };
    const row = { workspaceId, activatedAt: pipeline.now, ...switched };
    await tx.activation.upsert({ where: { pipelineId }, update: switched, create: { pipelineId, ...row } });
    const nodeIds = served.map(({ nodeId }) => nodeId);
    await tx.activeTrigger.deleteMany({ where: { pipelineId, nodeId: { notIn: nodeIds } } });
    await tx.triggerPartition.deleteMany({ where: { pipelineId, nodeId: { notIn: nodeIds } } });
    for (const { nodeId, settings, source } of served) {
      const old = before.get(nodeId);
      const open = old?.type === source.type ? openTrigger(old) : undefined;
      const state = source.open({ pipelineId, nodeId, settings }, { now: pipeline.now.getTime(), before: open });
      const dueAt = state.dueAt === null ? null : new Date(state.dueAt);
      const values = { type: source.type, settings, progress: state.progress ?? {}, dueAt, error: null, errorAt: null };
      await tx.activeTrigger.upsert({
        where: { pipelineId_nodeId: { pipelineId, nodeId } },
        update: { ...values, revision: { increment: 1 } },
        create: { pipelineId, nodeId, ...values },
      });
      const start = starts.get(nodeId);
      if (start) await writePositions(tx, { pipelineId, nodeId }, { start, wasOn: open !== undefined });
    }
    if (served.some(({ source }) => source === runEndedSource)) await demandNoCycle(tx, { workspaceId, pipelineId });
  });
}

/** Switches a pipeline off: from now on no event starts a run. Runs that were accepted go on. */
export async function deactivate(
  { prisma }: Pick<Db, "prisma">,
  workspaceId: string,
  pipelineId: string,
): Promise<void> {
  await prisma.activation.deleteMany({ where: { pipelineId, workspaceId } });
}

type Served = { nodeId: string; title: string; settings: TriggerSettings; source: TriggerSource };

/** The triggers of a graph, each with its settings in full and the source that serves it. */
export function servedTriggers(graph: Graph, catalogue: Catalogue): Served[] {
  return triggersOf(graph, catalogue).flatMap(({ id, title, manifest }) => {
    const source = triggerSources.get(manifest.type);
    const settings = { ...manifest.defaults, ...nodeAt(graph, id)?.config };
    return source ? [{ nodeId: id, title, settings, source }] : [];
  });
}

type Row = { pipelineId: string; nodeId: string; settings: unknown; progress: unknown; dueAt: Date | null };

export function openTrigger({ pipelineId, nodeId, settings, progress, dueAt }: Row): OpenTrigger {
  const state = { progress: PlainJson.parse(progress), dueAt: dueAt?.getTime() ?? null };
  return { pipelineId, nodeId, settings: TriggerSettings.parse(settings), state };
}
