import { Graph } from "../../lib/graph.ts";
import { canonicalJson } from "../../lib/json.ts";
import type { Db } from "../db.ts";
import { createPipeline } from "../pipelines.ts";
import { snapshotIdOf } from "../runs/snapshots.ts";
import { freezeGraph } from "../runs.ts";
import type { Example } from "./example.ts";

export type At = { db: Db; workspaceId: string; createdBy: string };

export async function examplesHere({ db, workspaceId }: At): Promise<Set<string>> {
  const rows = await db.prisma.pipeline.findMany({
    where: { workspaceId, exampleKey: { not: null } },
    select: { exampleKey: true },
  });
  return new Set(rows.flatMap(({ exampleKey }) => exampleKey ?? []));
}

/** Whether this very graph was published here before. Snapshots outlive their pipelines, so they tell of deleted ones. */
export async function wasHere({ db, workspaceId }: At, graph: Graph): Promise<boolean> {
  const found = await db.prisma.snapshot.findFirst({
    where: { workspaceId, id: snapshotIdOf(workspaceId, Graph.parse(graph)) },
    select: { id: true },
  });
  return found !== null;
}

/** Puts an example into the workspace and publishes it as version 1. */
export async function addExample(at: At, example: Example, graph: Graph): Promise<void> {
  const { db, workspaceId, createdBy } = at;
  const { key, name, description } = example;
  const { id } = await createPipeline(db.prisma, { workspaceId, name, description, graph, exampleKey: key, createdBy });
  const snapshotId = await freezeGraph(db, workspaceId, graph);
  await db.prisma.pipelineVersion.create({
    data: { pipelineId: id, number: 1, snapshotId, note: "Example", createdBy },
  });
}

/** A newer release's graph, for an example that nobody has saved since it was put here. */
export async function refreshExample(at: At, key: string, graph: Graph): Promise<void> {
  const { db, workspaceId, createdBy } = at;
  const where = { workspaceId, exampleKey: key, revision: 1 };
  const found = await db.prisma.pipeline.findFirst({
    where,
    select: { id: true, draft: true, versions: { select: { number: true, note: true } } },
  });
  if (!found || canonicalJson(found.draft) === canonicalJson(graph)) return;
  if (found.versions.some(({ note }) => note !== "Example")) return;
  const snapshotId = await freezeGraph(db, workspaceId, graph);
  const number = Math.max(0, ...found.versions.map((version) => version.number)) + 1;
  await db.prisma.$transaction(async (tx) => {
    // Somebody may have saved it this very moment.
    const { count } = await tx.pipeline.updateMany({ where: { ...where, id: found.id }, data: { draft: graph } });
    if (count === 0) return;
    await tx.pipelineVersion.create({ data: { pipelineId: found.id, number, snapshotId, note: "Example", createdBy } });
  });
}
