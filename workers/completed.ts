import type pg from "pg";
import { z } from "zod";
import { Json } from "../lib/json.ts";
import type { Plan } from "../lib/plan.ts";
import { BlobRef, Values } from "../lib/run.ts";
import type { ClaimedRun } from "./claimed-run.ts";
import { readBlobs, readSteps } from "./sql/read-steps.ts";

const StepRows = z.array(z.object({ nodeId: z.string(), output: Values }));
const BlobRows = z.array(z.object({ id: z.string(), data: Json }));

/** Outputs of the steps that ended in an earlier life of this run, by node number, with large values whole again. */
export async function readCompleted(pool: pg.Pool, run: ClaimedRun, plan: Plan): Promise<Map<number, Values>> {
  const steps = StepRows.parse((await pool.query({ ...readSteps, values: [run.id] })).rows);
  const ids = steps.flatMap(({ output }) =>
    Object.values(output).flatMap((value) => BlobRef.safeParse(value).data?.$blob ?? []),
  );
  const found = ids.length === 0 ? [] : (await pool.query({ ...readBlobs, values: [ids, run.workspaceId] })).rows;
  const blobs = new Map(BlobRows.parse(found).map(({ id, data }) => [id, data]));
  const completed = new Map<number, Values>();
  for (const { nodeId, output } of steps) {
    const node = plan.byId.get(nodeId);
    if (node) completed.set(node.index, whole(output, blobs));
  }
  return completed;
}

function whole(output: Values, blobs: ReadonlyMap<string, Json>): Values {
  const entries = Object.entries(output).map(([port, value]): [string, Json] => {
    const id = BlobRef.safeParse(value).data?.$blob;
    return [port, id === undefined ? value : (blobs.get(id) ?? value)];
  });
  return Object.fromEntries(entries);
}
