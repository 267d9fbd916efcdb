import { createHmac, hkdfSync } from "node:crypto";
import type pg from "pg";
import { PatchbayError } from "../../lib/errors.ts";
import { sha256 } from "../../platform/ids.ts";

/**
 * The token of an approval's link: 256 bits that follow from PATCHBAY_SECRET and the approval's id, so that the same link
 * can be shown again although only its hash is stored. It opens nothing until it has been requested.
 */
function approvalToken(secret: string, approvalId: string): string {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "patchbay approval links", 32));
  return `approve_${createHmac("sha256", key).update(approvalId).digest("base64url")}`;
}

export function approvalUrl(env: { PATCHBAY_URL: string; PATCHBAY_SECRET: string }, approvalId: string): string {
  return `${env.PATCHBAY_URL}/a/${approvalToken(env.PATCHBAY_SECRET, approvalId)}`;
}

type Ask = { workspaceId: string; id: string; secret: string };

/** From now on the link of this approval opens it. */
export async function openApprovalLink({ pool }: { pool: pg.Pool }, { workspaceId, id, secret }: Ask): Promise<void> {
  const text = `UPDATE "Approval" SET "tokenHash" = $3 WHERE id = $1 AND "workspaceId" = $2`;
  const values = [id, workspaceId, sha256(approvalToken(secret, id))];
  const { rowCount } = await pool.query({ name: "open-approval-link", text, values });
  if (rowCount === 0) throw noApproval();
}

export function noApproval(): PatchbayError {
  return new PatchbayError("not_found", "There is no such approval in this workspace.");
}
