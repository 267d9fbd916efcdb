/** Runs put into the queue by hand, as many and of whichever workspaces a measurement wants. */
import type pg from "pg";
import { z } from "zod";
import { newId } from "../../platform/ids.ts";
import { benchGraph, benchInputs } from "../bench-graph.ts";
import type { Stack } from "../stack.ts";

export type BenchPipeline = { workspaceId: string; pipelineId: string; snapshotId: string };

/** The pipeline of five nodes, published, in the workspace of the key. */
export async function makeBenchPipeline({ url, key }: Stack["api"], pool: pg.Pool): Promise<BenchPipeline> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const body = JSON.stringify({ name: "Bench", graph: benchGraph });
  const created = await fetch(`${url}/pipelines`, { method: "POST", headers, body });
  const { id } = z.object({ id: z.string() }).parse(await created.json());
  await fetch(`${url}/pipelines/${id}/versions`, { method: "POST", headers, body: "{}" });
  const text = `
    SELECT p."workspaceId", p.id AS "pipelineId", v."snapshotId"
    FROM "Pipeline" p JOIN "PipelineVersion" v ON v."pipelineId" = p.id WHERE p.id = $1`;
  const { rows } = await pool.query<BenchPipeline>(text, [id]);
  const [pipeline] = rows;
  if (!pipeline) throw new Error("the pipeline was not published");
  return pipeline;
}

/** The same pipeline in a workspace of its own. */
export async function copyPipeline(pool: pg.Pool, { snapshotId }: BenchPipeline): Promise<BenchPipeline> {
  const [workspaceId, pipelineId, copyId] = [newId(), newId(), newId()];
  await pool.query(`INSERT INTO "Workspace" (id, name, "defaultModel") VALUES ($1, 'Bench', '{}')`, [workspaceId]);
  const pipeline = `INSERT INTO "Pipeline" (id, "workspaceId", name, draft, "updatedAt") VALUES ($1, $2, 'Bench', '{}', now())`;
  await pool.query(pipeline, [pipelineId, workspaceId]);
  const snapshot = `INSERT INTO "Snapshot" (id, "workspaceId", graph) SELECT $1, $2, graph FROM "Snapshot" WHERE id = $3`;
  await pool.query(snapshot, [copyId, workspaceId, snapshotId]);
  return { workspaceId, pipelineId, snapshotId: copyId };
}

/** In one transaction, so that the workers see all of them at once. No worker is notified. `infinity` holds them back. */
export async function fillQueue(
  pool: pg.Pool,
  of: BenchPipeline,
  count: number,
  due: "now" | "infinity" = "now",
): Promise<void> {
  const text = `
    WITH made AS (
      INSERT INTO "Run" (id, "workspaceId", "pipelineId", "snapshotId", "versionNumber", trigger, input, "lastSeq")
      SELECT gen_random_uuid()::text, $1, $2, $3, 1, 'batch', $4::json, 1 FROM generate_series(1, $5::int)
      RETURNING id
    ), first_events AS (
      INSERT INTO "RunEvent" ("runId", seq, first, events) SELECT id, 1, 1, '[[0,{"type":"run.queued"}]]' FROM made
    )
    INSERT INTO "Queue" ("runId", "workspaceId", "lastSeq", "dueAt") SELECT id, $1, 1, $6::timestamptz FROM made`;
  await pool.query(text, [of.workspaceId, of.pipelineId, of.snapshotId, JSON.stringify(benchInputs), count, due]);
}
