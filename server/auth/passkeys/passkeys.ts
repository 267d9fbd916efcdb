/** A person's passkeys as their settings list them. How one comes to be: add-passkey.ts. */
import { PatchbayError } from "../../../lib/errors.ts";
import type { PasskeyView } from "../../../lib/views/account-views.ts";
import type { Database } from "../../../platform/database/db.ts";

type Own = { userId: string; id: string };

export async function listPasskeys(prisma: Database, userId: string): Promise<PasskeyView[]> {
  const found = await prisma.passkey.findMany({ where: { userId }, orderBy: { createdAt: "asc" } });
  return found.map(({ id, name, isSynced, createdAt, lastUsedAt }) => ({
    ...{ id, name, isSynced, createdAt: createdAt.toISOString() },
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }));
}

export async function renamePasskey(prisma: Database, own: Own, name: string): Promise<void> {
  const { count } = await prisma.passkey.updateMany({ where: own, data: { name } });
  if (count === 0) throw gone();
}

/** It signs in no longer. Sessions that it began go on, like those of a password that was changed elsewhere. */
export async function removePasskey(prisma: Database, own: Own): Promise<void> {
  if ((await prisma.passkey.deleteMany({ where: own })).count === 0) throw gone();
}

const gone = () => new PatchbayError("not_found", "This passkey no longer exists. Reload the page.");
