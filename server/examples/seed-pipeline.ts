import { freezeGraph, snapshotIdOf } from "../../engine/queue/snapshots/snapshots.ts";
import { Graph } from "../../lib/graph/graph.ts";
import { canonicalJson } from "../../lib/values/keys/canonical-json.ts";
import type { Db } from "../../platform/database/db.ts";
import { createPipeline } from "../pipelines/pipelines.ts";
import type { BodyRef, Example, ExampleBody } from "./example.ts";
import { judgeInterface } from "./judge-a-review.ts";

export type At = { db: Db; workspaceId: string; createdBy: string };

export async function examplesHere({ db, workspaceId }: At): Promise<Set<string>> {
  const rows = await db.prisma.pipeline.findMany({
    where: { workspaceId, exampleKey: { not: null } },
    select: { exampleKey: true },
  });
  return new Set(rows.flatMap(({ exampleKey }) => exampleKey ?? []));
}

/** An example's graph as people see it, and as it runs: with what runs inside it frozen too. */
export type Graphs = { draft: Graph; frozen: Graph };
type Body = { ref: BodyRef; frozen: BodyRef };

const interfaces = { "judge-a-review": judgeInterface } satisfies Record<ExampleBody, Omit<BodyRef, "id">>;

/** How an example that is here is named as a body; undefined when it has been deleted. */
export async function bodyHere({ db, workspaceId }: At, key: ExampleBody): Promise<Body | undefined> {
  const found = await db.prisma.pipeline.findFirst({
    where: { workspaceId, exampleKey: key },
    select: { id: true, versions: { orderBy: { number: "desc" }, take: 1, select: { snapshotId: true } } },
  });
  const snapshotId = found?.versions[0]?.snapshotId;
  if (!found || snapshotId === undefined) return undefined;
  const ref = { id: found.id, version: null, ...interfaces[key] };
  return { ref, frozen: { ...ref, snapshotId } };
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
export async function addExample(at: At, example: Example, { draft, frozen }: Graphs): Promise<void> {
  const { db, workspaceId, createdBy } = at;
  const { key, name, description } = example;
  const made = { workspaceId, name, description, graph: draft, exampleKey: key, createdBy };
  const { id } = await createPipeline(db.prisma, made);
  // By this one it is recognised after the pipeline has been deleted.
  await freezeGraph(db, workspaceId, draft);
  const snapshotId = await freezeGraph(db, workspaceId, frozen);
  await db.prisma.pipelineVersion.create({
    data: { pipelineId: id, number: 1, snapshotId, note: "Example", createdBy },
  });
}

/** A newer release's graph, for an example that has not been saved since it was created. */
export async function refreshExample(at: At, key: string, { draft, frozen }: Graphs): Promise<void> {
  const { db, workspaceId, createdBy } = at;
  const where = { workspaceId, exampleKey: key, revision: 1 };
  const found = await db.prisma.pipeline.findFirst({
    where,
    select: { id: true, draft: true, versions: { select: { number: true, note: true } } },
  });
  if (!found || canonicalJson(found.draft) === canonicalJson(draft)) return;
  if (found.versions.some(({ note }) => note !== "Example")) return;
  const snapshotId = await freezeGraph(db, workspaceId, frozen);
  const number = Math.max(0, ...found.versions.map((version) => version.number)) + 1;
  await db.prisma.$transaction(async (tx) => {
    // It may have been saved at this very moment.
    const { count } = await tx.pipeline.updateMany({ where: { ...where, id: found.id }, data: { draft } });
    if (count === 0) return;
    await tx.pipelineVersion.create({ data: { pipelineId: found.id, number, snapshotId, note: "Example", createdBy } });
  });
}
