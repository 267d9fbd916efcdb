import { z } from "zod";
import { CredentialUse } from "../../lib/views/api-views.ts";
import type { Db } from "../../platform/database/db.ts";
import { credentialUses } from "./sql/credential-uses.ts";

/** Who made each credential of a workspace and what uses it. */
export async function listCredentialUses({ pool }: Db, workspaceId: string): Promise<CredentialUse[]> {
  const { rows } = await pool.query({ ...credentialUses, values: [workspaceId] });
  return z.array(CredentialUse).parse(rows);
}
