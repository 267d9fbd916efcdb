import type pg from "pg";
import { PatchbayError } from "../../../lib/errors.ts";
import { Graph } from "../../../lib/graph/graph.ts";
import { jsonText } from "../../../platform/database/json-text.ts";
import { sha256 } from "../../../platform/ids.ts";

type HasPool = { pool: pg.Pool };

/** The hash a graph is kept under. The order of keys counts: a model fills in a schema's fields in their order. */
export function snapshotIdOf(workspaceId: string, graph: Graph): string {
  return sha256(`${workspaceId}\n${jsonText(graph)}`);
}

/** Keeps a graph for ever under its content's hash, so that runs and versions of equal graphs share one row. */
export async function freezeGraph(db: HasPool, workspaceId: string, graph: Graph): Promise<string> {
  const id = snapshotIdOf(workspaceId, graph);
  const text = `INSERT INTO "Snapshot" (id, "workspaceId", graph) VALUES ($1, $2, $3::json) ON CONFLICT DO NOTHING`;
  await db.pool.query({ name: "freeze-graph", text, values: [id, workspaceId, jsonText(graph)] });
  return id;
}

const cached = 200;
const caches = new WeakMap<pg.Pool, Map<string, Graph>>();

/** A frozen graph of a workspace. Frozen graphs never change, so the last ones used stay in memory, per database. */
export async function readSnapshot(db: HasPool, workspaceId: string, snapshotId: string): Promise<Graph> {
  const cache = caches.get(db.pool) ?? new Map<string, Graph>();
  caches.set(db.pool, cache);
  const key = `${workspaceId}\n${snapshotId}`;
  const graph = cache.get(key) ?? (await loadSnapshot(db, workspaceId, snapshotId));
  cache.delete(key);
  cache.set(key, graph);
  const [oldest] = cache.keys();
  if (cache.size > cached && oldest !== undefined) cache.delete(oldest);
  return graph;
}

async function loadSnapshot(db: HasPool, workspaceId: string, snapshotId: string): Promise<Graph> {
  const text = `SELECT graph FROM "Snapshot" WHERE id = $1 AND "workspaceId" = $2`;
  const { rows } = await db.pool.query<{ graph: unknown }>({
    name: "read-snapshot",
    text,
    values: [snapshotId, workspaceId],
  });
  const [row] = rows;
  if (!row) throw new PatchbayError("not_found", "This version of the pipeline no longer exists.");
  return Graph.parse(row.graph);
}
