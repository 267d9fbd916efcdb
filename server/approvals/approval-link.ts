import { createHmac, hkdfSync } from "node:crypto";
import type pg from "pg";
import { PatchbayError } from "../../lib/errors.ts";
import { sha256 } from "../../platform/ids.ts";
import { allSecrets, secretsOf } from "../../platform/vault/secrets.ts";

/**
 * The token of an approval's link: 256 bits that follow from PATCHBAY_SECRET and the approval's id, so that the same link
 * can be shown again although only its hash is stored. It opens nothing until it has been requested.
 */
function approvalToken(secret: string, approvalId: string): string {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "patchbay approval links", 32));
  return `approve_${createHmac("sha256", key).update(approvalId).digest("base64url")}`;
}

type Link = { id: string; tokenHash: string | null };
export type LinkEnv = { PATCHBAY_URL: string; PATCHBAY_SECRET: string; PATCHBAY_OTHER_SECRETS: readonly string[] };

/** Null when none was asked for, or the secret under which it was made is accepted no more. */
export function approvalUrl(env: LinkEnv, { id, tokenHash }: Link): string | null {
  const tokens = allSecrets(secretsOf(env)).map((secret) => approvalToken(secret, id));
  const token = tokens.find((each) => sha256(each) === tokenHash);
  return token === undefined ? null : `${env.PATCHBAY_URL}/a/${token}`;
}

type Ask = { workspaceId: string; id: string };
type Deps = { db: { pool: pg.Pool }; env: LinkEnv };

/** From now on the link of this approval opens it. Resolves to its address. */
export async function openApprovalLink({ db: { pool }, env }: Deps, { workspaceId, id }: Ask): Promise<string> {
  const token = approvalToken(env.PATCHBAY_SECRET, id);
  const text = `UPDATE "Approval" SET "tokenHash" = $3 WHERE id = $1 AND "workspaceId" = $2`;
  const values = [id, workspaceId, sha256(token)];
  const { rowCount } = await pool.query({ name: "open-approval-link", text, values });
  if (rowCount === 0) throw noApproval();
  return `${env.PATCHBAY_URL}/a/${token}`;
}

export function noApproval(): PatchbayError {
  return new PatchbayError("not_found", "There is no such approval in this workspace.");
}
