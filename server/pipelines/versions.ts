/** Published versions: immutable, numbered from 1. */

import { freezePipeline } from "../../engine/queue/snapshots/freeze-bodies.ts";
import { PatchbayError } from "../../lib/errors.ts";
import type { CheckConfig } from "../../lib/graph/check.ts";
import { Graph } from "../../lib/graph/graph.ts";
import type { Catalogue } from "../../lib/node-types/manifest.ts";
import type { VersionSummary, VersionView } from "../../lib/views/api-views.ts";
import type { Database, Db } from "../../platform/database/db.ts";
import { authorNames } from "./pipeline-list.ts";
import { noPipeline, StaleRevision } from "./pipelines.ts";

export type Publish = {
  id: string;
  workspaceId: string;
  revision?: number | undefined;
  note?: string | undefined;
  createdBy?: string | undefined;
};
type Deps = { db: Db; catalogue: Catalogue; checkConfig: CheckConfig };

/** Freezes the draft under the next number. Throws `invalid_graph` when it cannot run, `stale_revision` when it moved on. */
export async function publishVersion({ db, catalogue, checkConfig }: Deps, ask: Publish): Promise<{ number: number }> {
  const { id, workspaceId, revision, note = "", createdBy } = ask;
  const { prisma } = db;
  const row = await prisma.pipeline.findFirst({
    where: { id, workspaceId },
    select: { name: true, draft: true, revision: true },
  });
  if (!row) throw noPipeline();
  const graph = Graph.parse(row.draft);
  if (revision !== undefined && revision !== row.revision) throw new StaleRevision({ revision: row.revision, graph });
  const whole = { workspaceId, id, name: row.name, graph };
  const { snapshotId } = await freezePipeline({ pool: db.pool, catalogue, checkConfig }, whole);
  return await prisma.$transaction(async (tx) => {
    // Two people who publish at once wait here, so that numbers have no gaps and no doubles.
    await tx.$queryRaw`SELECT 1 FROM "Pipeline" WHERE id = ${id} FOR UPDATE`;
    const { _max } = await tx.pipelineVersion.aggregate({ where: { pipelineId: id }, _max: { number: true } });
    const number = (_max.number ?? 0) + 1;
    await tx.pipelineVersion.create({
      data: { pipelineId: id, number, snapshotId, note, createdBy: createdBy ?? null },
    });
    return { number };
  });
}

/** The number of a pipeline's newest version. */
export async function newestVersion(prisma: Database, pipelineId: string): Promise<number | undefined> {
  const { _max } = await prisma.pipelineVersion.aggregate({ where: { pipelineId }, _max: { number: true } });
  return _max.number ?? undefined;
}

export async function listVersions(
  prisma: Database,
  workspaceId: string,
  pipelineId: string,
): Promise<VersionSummary[]> {
  const found = await prisma.pipeline.findFirst({
    where: { id: pipelineId, workspaceId },
    select: { versions: { orderBy: { number: "desc" } } },
  });
  if (!found) throw noPipeline();
  const authors = await authorNames(
    prisma,
    found.versions.map((version) => version.createdBy),
  );
  return found.versions.map((version) => summaryOf(version, authors));
}

export async function getVersion(
  prisma: Database,
  of: { workspaceId: string; pipelineId: string; number: number },
): Promise<VersionView & { snapshotId: string }> {
  const { workspaceId, pipelineId, number } = of;
  const found = await prisma.pipelineVersion.findFirst({
    where: { pipelineId, number, pipeline: { workspaceId } },
    include: { snapshot: true },
  });
  if (!found) throw new PatchbayError("not_found", `This pipeline has no version ${number}.`);
  const authors = await authorNames(prisma, [found.createdBy]);
  return { ...summaryOf(found, authors), graph: Graph.parse(found.snapshot.graph), snapshotId: found.snapshotId };
}

type Row = { number: number; note: string; createdAt: Date; createdBy: string | null };

function summaryOf(row: Row, authors: ReadonlyMap<string, string>): VersionSummary {
  const author = authors.get(row.createdBy ?? "");
  return {
    number: row.number,
    note: row.note,
    createdAt: row.createdAt.toISOString(),
    ...(author === undefined ? {} : { author }),
  };
}
