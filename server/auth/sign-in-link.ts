import type { Database } from "../../platform/database/db.ts";
import type { Auth } from "./auth.ts";
import { ensureOwner } from "./owner.ts";

/** An address that signs the owner in once, within half an hour. Makes the owner on an empty database. */
export async function ownerSignInLink(prisma: Database, auth: Auth): Promise<string> {
  const { email } = await ensureOwner(prisma);
  return await auth.signInLink(email);
}
