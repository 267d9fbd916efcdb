import type pg from "pg";
import { z } from "zod";
import type { StockQuota } from "../../lib/access/quotas.ts";
import type { Database } from "../database/db.ts";
import { overQuota } from "./over-quota.ts";
import { noRoomFor } from "./sql/statements.ts";

const Over = z.array(z.object({ most: z.number(), used: z.number() }));
type Asked = { quota: StockQuota; more?: number };

/**
 * Throws `over_quota` when the workspace has no room for `more` of something. To be asked in the transaction that adds it:
 * others that ask for the same wait until it ends, so that no quota is exceeded however many ask at once.
 */
export async function assertRoom(
  tx: Pick<Database, "$queryRawUnsafe">,
  workspaceId: string,
  { quota, more = 1 }: Asked,
): Promise<void> {
  const { text, values } = noRoomFor({ workspaceId, quota, more });
  answer(await tx.$queryRawUnsafe(text, ...values), { quota, more });
}

/** The same on a connection of the pool that is in a transaction. */
export async function assertRoomOn(
  client: pg.PoolClient,
  workspaceId: string,
  { quota, more = 1 }: Asked,
): Promise<void> {
  answer((await client.query(noRoomFor({ workspaceId, quota, more }))).rows, { quota, more });
}

function answer(rows: unknown, { quota, more }: Required<Asked>): void {
  const [over] = Over.parse(rows);
  if (over) throw overQuota(quota, { ...over, more });
}
