import { symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import type { Database } from "../../../platform/database/db.ts";
import type { Secrets } from "../../../platform/vault/secrets.ts";

/**
 * Encrypts a person's key and recovery codes under the current secret where they are under another accepted one: better-auth
 * knows only one. True when something was changed.
 */
export async function rekeyTwoFactor(prisma: Database, userId: string, secrets: Secrets): Promise<boolean> {
  const row = await prisma.twoFactor.findUnique({ where: { userId } });
  if (!row) return false;
  const [secret, backupCodes] = await Promise.all([rekey(row.secret, secrets), rekey(row.backupCodes, secrets)]);
  if (secret === undefined && backupCodes === undefined) return false;
  const { count } = await prisma.twoFactor.updateMany({
    where: { id: row.id, secret: row.secret, backupCodes: row.backupCodes },
    data: { ...(secret === undefined ? {} : { secret }), ...(backupCodes === undefined ? {} : { backupCodes }) },
  });
  return count === 1;
}

/** Undefined where nothing has to change, or no secret opens it. */
async function rekey(data: string, { current, others }: Secrets): Promise<string | undefined> {
  if (data === "" || (await decrypt(current, data)) !== undefined) return undefined;
  for (const key of others) {
    const plain = await decrypt(key, data);
    if (plain !== undefined) return await symmetricEncrypt({ key: current, data: plain });
  }
  return undefined;
}

async function decrypt(key: string, data: string): Promise<string | undefined> {
  try {
    return await symmetricDecrypt({ key, data });
  } catch {
    return undefined;
  }
}
