/** The quotas of workspaces: reading with what is used of them, and setting. */
import type pg from "pg";
import { z } from "zod";
import { limitsOf, Quotas, quotaKinds, warnAt } from "../../lib/access/quotas.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { Used, type WorkspaceQuotas } from "../../lib/views/quota-views.ts";
import { countQuotas, readQuotas, writeQuotas } from "./sql/statements.ts";

type HasPool = { pool: pg.Pool };

const Row = z.object({ workspaceId: z.string(), name: z.string(), used: Used, ...Quotas.shape });

export async function quotasOf({ pool }: HasPool, workspaceId: string): Promise<WorkspaceQuotas> {
  const [found] = await read(pool, { workspaceId, after: "", limit: 1 });
  if (!found) throw noWorkspace();
  return found;
}

/** Of all workspaces of the installation, in the order of their ids. */
export async function listQuotas(
  { pool }: HasPool,
  { cursor = "", limit: most }: { cursor?: string | undefined; limit: number },
): Promise<{ items: WorkspaceQuotas[]; nextCursor?: string }> {
  const found = await read(pool, { workspaceId: null, after: cursor, limit: most + 1 });
  const items = found.slice(0, most);
  const last = items.at(-1);
  return found.length > most && last ? { items, nextCursor: last.workspaceId } : { items };
}

const Counted = z.object({ quota: z.enum(quotaKinds), near: z.number(), full: z.number() });

/** How many workspaces have nearly used a quota, and how many have used it up; those that are in none of the rows are neither. */
export async function nearQuotas(pool: pg.Pool): Promise<z.infer<typeof Counted>[]> {
  return z.array(Counted).parse((await pool.query(countQuotas({ from: warnAt }))).rows);
}

/** Counts from the next thing that is asked for. What is there already stays, also when it is more. */
export async function setQuotas({ pool }: HasPool, workspaceId: string, quotas: Quotas): Promise<void> {
  const { runsPerDay, runsAtOnce, storageBytes, chunks, pipelines, activePipelines, members } = quotas;
  const limits = { runsPerDay, runsAtOnce, storageBytes, chunks, pipelines, activePipelines, members };
  const { rowCount } = await pool.query(writeQuotas({ workspaceId, ...limits }));
  if (rowCount === 0) throw noWorkspace();
}

async function read(pool: pg.Pool, asked: Parameters<typeof readQuotas>[0]): Promise<WorkspaceQuotas[]> {
  const { rows } = await pool.query(readQuotas(asked));
  return z
    .array(Row)
    .parse(rows)
    .map(({ workspaceId, name, used, ...limits }) => ({ workspaceId, name, quotas: limitsOf(limits), used }));
}

function noWorkspace(): PatchbayError {
  return new PatchbayError("not_found", "There is no workspace with this id.");
}
