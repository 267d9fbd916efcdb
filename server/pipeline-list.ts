import { z } from "zod";
import type { PipelinePreview, PipelineSummary } from "../lib/api-views.ts";
import { RunStatus } from "../lib/run.ts";
import type { Database } from "./db.ts";

export type ListPipelines = { workspaceId: string; search?: string | undefined; archived?: boolean | undefined };

/** The newest 500, each with a small picture of its graph and its last run. */
export async function listPipelines(prisma: Database, ask: ListPipelines): Promise<PipelineSummary[]> {
  const { workspaceId, search, archived = false } = ask;
  const words = search?.trim();
  const rows = await prisma.pipeline.findMany({
    where: {
      workspaceId,
      archivedAt: archived ? { not: null } : null,
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
    include: { runs: { orderBy: { createdAt: "desc" }, take: 1, select: { id: true, status: true, createdAt: true } } },
  });
  const authors = await authorNames(
    prisma,
    rows.map((row) => row.createdBy),
  );
  return rows.map((row) => {
    const [lastRun] = row.runs;
    const preview = previewOf(row.draft);
    const author = authors.get(row.createdBy ?? "");
    return {
      id: row.id,
      name: row.name,
      description: row.description,
      updatedAt: row.updatedAt.toISOString(),
      archived: row.archivedAt !== null,
      nodes: preview.nodes.length,
      preview,
      ...(lastRun
        ? {
            lastRun: {
              id: lastRun.id,
              status: RunStatus.parse(lastRun.status),
              createdAt: lastRun.createdAt.toISOString(),
            },
          }
        : {}),
      ...(author === undefined ? {} : { owner: { name: author } }),
      ...(row.exampleKey === null ? {} : { exampleKey: row.exampleKey }),
    };
  });
}

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
