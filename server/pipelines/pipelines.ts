/** Pipelines and their drafts. Every function takes the workspace and finds nothing outside it. */

import { deactivate } from "../../engine/triggers/activate.ts";
import { cancelBackfills } from "../../engine/triggers/backfill/backfills.ts";
import { cancelBatches } from "../../engine/triggers/batches/batches.ts";
import { isSameVersion } from "../../lib/diff/same-version.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { formatBytes } from "../../lib/format-bytes.ts";
import { emptyGraph, Graph, graphLimits } from "../../lib/graph/graph.ts";
import { untitled } from "../../lib/graph/untitled.ts";
import { defined } from "../../lib/values/defined.ts";
import type { PipelineSaved, PipelineView } from "../../lib/views/api-views.ts";
import type { Database, Db } from "../../platform/database/db.ts";
import { newId } from "../../platform/ids.ts";
import { assertRoom } from "../../platform/quotas/assert-room.ts";

/** A save of a draft that has moved on. Carries what the server has now. */
export class StaleRevision extends PatchbayError {
  readonly current: { revision: number; graph: Graph };

  constructor(current: { revision: number; graph: Graph }) {
    super("stale_revision", "This pipeline was saved by someone else after you opened it. Reload it, or overwrite it.");
    this.current = current;
  }
}

export type NewPipeline = {
  workspaceId: string;
  name?: string | undefined;
  description?: string | undefined;
  tags?: readonly string[] | undefined;
  graph?: Graph | undefined;
  exampleKey?: string;
  createdBy?: string | undefined;
};

export async function createPipeline(prisma: Database, pipeline: NewPipeline): Promise<PipelineSaved> {
  const {
    workspaceId,
    name = untitled,
    description = "",
    tags = [],
    graph = emptyGraph,
    exampleKey,
    createdBy,
  } = pipeline;
  assertSize(graph);
  const data = {
    ...{ id: newId(), workspaceId, name, description, tags: [...tags], draft: graph },
    ...{ exampleKey: exampleKey ?? null, createdBy: createdBy ?? null },
  };
  return await prisma.$transaction(async (tx) => {
    await assertRoom(tx, workspaceId, { quota: "pipelines" });
    return await tx.pipeline.create({ data, select: { id: true, revision: true } });
  });
}

export async function getPipeline(prisma: Database, workspaceId: string, id: string): Promise<PipelineView> {
  const row = await prisma.pipeline.findFirst({
    where: { id, workspaceId },
    include: { versions: { orderBy: { number: "desc" }, take: 1, include: { snapshot: true } } },
  });
  if (!row) throw noPipeline();
  const [latest] = row.versions;
  const graph = Graph.parse(row.draft);
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    tags: row.tags,
    graph,
    revision: row.revision,
    latestVersion: latest?.number ?? null,
    publishedRevisionDiffers: latest === undefined || !isSameVersion(Graph.parse(latest.snapshot.graph), graph),
    updatedAt: row.updatedAt.toISOString(),
  };
}

export type Save = {
  id: string;
  workspaceId: string;
  graph: Graph;
  /** What the saver has seen. Without it, whatever is there is overwritten. */
  revision?: number | undefined;
  name?: string | undefined;
  description?: string | undefined;
};

/** Saves the draft in one statement; a revision other than the row's is refused. */
export async function savePipeline(prisma: Database, save: Save): Promise<PipelineSaved> {
  const { id, workspaceId, graph, revision, name, description } = save;
  assertSize(graph);
  const [saved] = await prisma.pipeline.updateManyAndReturn({
    where: defined({ id, workspaceId, revision }),
    data: { draft: graph, revision: { increment: 1 }, ...defined({ name, description }) },
    select: { id: true, revision: true },
  });
  if (saved) return saved;
  const row = await prisma.pipeline.findFirst({ where: { id, workspaceId }, select: { revision: true, draft: true } });
  if (!row) throw noPipeline();
  throw new StaleRevision({ revision: row.revision, graph: Graph.parse(row.draft) });
}

export type Rename = {
  id: string;
  workspaceId: string;
  name?: string | undefined;
  description?: string | undefined;
  tags?: readonly string[] | undefined;
};

export async function renamePipeline(prisma: Database, rename: Rename): Promise<void> {
  const { id, workspaceId, name, description, tags } = rename;
  const data = defined({ name, description, tags: tags && [...tags] });
  const { count } = await prisma.pipeline.updateMany({ where: { id, workspaceId }, data });
  if (count === 0) throw noPipeline();
}

/** An archived pipeline is off, and its backfills and batches start no more runs. */
export async function archivePipeline(
  { prisma, pool }: Pick<Db, "prisma" | "pool">,
  of: { id: string; workspaceId: string; archived: boolean },
) {
  const { id, workspaceId, archived } = of;
  const archivedAt = archived ? new Date() : null;
  const { count } = await prisma.pipeline.updateMany({ where: { id, workspaceId }, data: { archivedAt } });
  if (count === 0) throw noPipeline();
  if (!archived) return;
  await deactivate({ prisma }, workspaceId, id);
  await cancelBackfills(prisma, id);
  await cancelBatches({ prisma, pool }, id);
}

/** With its versions, share links and runs. */
export async function deletePipeline(prisma: Database, workspaceId: string, id: string): Promise<void> {
  const { count } = await prisma.pipeline.deleteMany({ where: { id, workspaceId } });
  if (count === 0) throw noPipeline();
}

export async function duplicatePipeline(
  prisma: Database,
  of: { id: string; workspaceId: string; createdBy: string | undefined },
): Promise<PipelineSaved> {
  const { id, workspaceId, createdBy } = of;
  const { name, description, tags, graph } = await getPipeline(prisma, workspaceId, id);
  return await createPipeline(prisma, {
    workspaceId,
    name: `${name.slice(0, 110)} (copy)`,
    description,
    tags,
    graph,
    createdBy,
  });
}

export function noPipeline(): PatchbayError {
  return new PatchbayError("not_found", "There is no pipeline with this id.");
}

function assertSize(graph: Graph): void {
  const bytes = Buffer.byteLength(JSON.stringify(graph));
  if (bytes <= graphLimits.bytes) return;
  const message = `A graph holds at most ${formatBytes(graphLimits.bytes)}; this one has ${formatBytes(bytes)}.`;
  throw new PatchbayError("too_large", `${message} Move large texts into a collection or split the pipeline.`);
}

/** The pipeline is of this workspace; that of another one is as good as absent. */
export async function assertPipeline(prisma: Database, workspaceId: string, id: string): Promise<void> {
  const found = await prisma.pipeline.findFirst({ where: { id, workspaceId }, select: { id: true } });
  if (!found) throw noPipeline();
}
