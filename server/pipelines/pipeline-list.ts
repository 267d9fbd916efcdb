import type pg from "pg";
import { z } from "zod";
import { readPauses } from "../../engine/history/read-pauses.ts";
import { newestProblem } from "../../engine/triggers/topics/topic-state.ts";
import { chatShape } from "../../lib/chat/chat-shape.ts";
import { drawableGraph } from "../../lib/graph/drawable-graph.ts";
import type { Catalogue } from "../../lib/node-types/manifest.ts";
import { RunStatus } from "../../lib/run.ts";
import { defined } from "../../lib/values/defined.ts";
import type { PipelinePreview, PipelineSummary } from "../../lib/views/api-views.ts";
import type { Database, Db } from "../../platform/database/db.ts";
import { lastRuns } from "./sql/last-runs.ts";

export type ListPipelines = {
  workspaceId: string;
  search?: string | undefined;
  archived?: boolean | undefined;
  tag?: string | undefined;
};

/** The newest 500, each with a small picture of its graph and its last run. */
export async function listPipelines(
  { db: { prisma, pool }, catalogue }: { db: Pick<Db, "prisma" | "pool">; catalogue: Catalogue },
  ask: ListPipelines,
): Promise<PipelineSummary[]> {
  const { workspaceId, search, archived = false, tag } = ask;
  const words = search?.trim();
  const rows = await prisma.pipeline.findMany({
    where: {
      workspaceId,
      archivedAt: archived ? { not: null } : null,
      ...(tag === undefined ? {} : { tags: { has: tag } }),
      ...(words
        ? {
            OR: [
              { name: { contains: words, mode: "insensitive" } },
              { description: { contains: words, mode: "insensitive" } },
            ],
          }
        : {}),
    },
    orderBy: [{ updatedAt: "desc" }, { id: "desc" }],
    take: 500,
    include: {
      activation: { include: { triggers: { select: { error: true, errorAt: true } } } },
      positions: { where: { error: { not: null } }, select: { error: true, errorAt: true } },
    },
  });
  const authors = await authorNames(
    prisma,
    rows.map((row) => row.createdBy),
  );
  const newest = await readLastRuns(
    pool,
    rows.map((row) => row.id),
  );
  return rows.map((row) => {
    const lastRun = newest.get(row.id);
    const preview = previewOf(row.draft);
    const { createdBy } = row;
    const author = authors.get(createdBy ?? "");
    return {
      id: row.id,
      name: row.name,
      description: row.description,
      tags: row.tags,
      updatedAt: row.updatedAt.toISOString(),
      archived: row.archivedAt !== null,
      nodes: preview.nodes.length,
      preview,
      hasChat: hasChat(row.draft, catalogue),
      ...(row.activation ? { isOn: switchedOn(row.activation, row.positions) } : {}),
      ...(lastRun ? { lastRun } : {}),
      ...(createdBy === null || author === undefined ? {} : { owner: { id: createdBy, name: author } }),
      ...(row.exampleKey === null ? {} : { exampleKey: row.exampleKey }),
    };
  });
}

function hasChat(draft: unknown, catalogue: Catalogue): boolean {
  const graph = drawableGraph(Object(draft));
  return graph !== undefined && !("problem" in chatShape(graph, catalogue));
}

type WithError = { error: string | null; errorAt: Date | null };

function switchedOn(on: { versionNumber: number; triggers: readonly WithError[] }, positions: readonly WithError[]) {
  const { versionNumber: version, triggers } = on;
  const found = newestProblem([...triggers, ...positions]);
  if (!found) return { version, hasProblem: false };
  const problem = { message: found.error, since: found.errorAt?.toISOString() ?? null };
  return { version, hasProblem: true, problem };
}

type LastRun = NonNullable<PipelineSummary["lastRun"]>;

async function readLastRuns(pool: pg.Pool, pipelineIds: readonly string[]): Promise<Map<string, LastRun>> {
  const { rows } = await pool.query({ ...lastRuns, values: [pipelineIds] });
  const parsed = z.array(LastRunRow).parse(rows);
  const pauses = await readPauses(pool, parsed);
  return new Map(
    parsed.map(({ pipelineId, createdAt, ...run }) => [
      pipelineId,
      { ...run, createdAt: createdAt.toISOString(), ...defined({ pause: pauses.get(run.id) }) },
    ]),
  );
}

const LastRunRow = z.object({ pipelineId: z.string(), id: z.string(), status: RunStatus, createdAt: z.date() });

/** Names of people by id. */
export async function authorNames(prisma: Database, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const known = [...new Set(ids.flatMap((id) => id ?? []))];
  if (known.length === 0) return new Map();
  const people = await prisma.user.findMany({ where: { id: { in: known } }, select: { id: true, name: true } });
  return new Map(people.map(({ id, name }) => [id, name]));
}

// Only what a thumbnail needs: parsing whole drafts of 500 pipelines would take most of the request.
const Sketch = z.object({
  nodes: z.record(z.string(), z.object({ type: z.string() })),
  edges: z.array(z.object({ from: z.object({ node: z.string() }), to: z.object({ node: z.string() }) })),
  layout: z.object({ positions: z.record(z.string(), z.object({ x: z.number(), y: z.number() })) }),
});

function previewOf(draft: unknown): PipelinePreview {
  const { nodes, edges, layout } = Sketch.parse(draft);
  return {
    nodes: Object.entries(nodes).map(([id, { type }]) => ({ id, type, ...(layout.positions[id] ?? { x: 0, y: 0 }) })),
    edges: edges.map((edge) => ({ from: edge.from.node, to: edge.to.node })),
  };
}
