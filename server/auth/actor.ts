import { Role } from "../../lib/access/role.ts";
import { PatchbayError } from "../../lib/errors.ts";
import type { Db } from "../../platform/database/db.ts";
import { findApiKey } from "./api-keys.ts";
import type { Auth } from "./auth.ts";
import type { Actor } from "./authorize.ts";
import { customRoleOf, permissionsOfHeld, withCustomRole } from "./roles.ts";
import { lacksTwoFactor } from "./two-factor/requirement.ts";

type Deps = { db: Pick<Db, "prisma" | "pool">; auth: Auth };

/** Which workspace a person with several means. */
export const workspaceHeader = "x-patchbay-workspace";
/** The one that was chosen last, for what comes without the header: pages and downloads. */
const chosenWorkspace = /(?:^|; *)patchbay\.workspace=([\w-]{1,64})/;

/** Who sends these headers: an API key when there is one, else a session. A wrong key is refused, not ignored. */
export async function actorOf({ db, auth }: Deps, headers: Headers): Promise<Actor> {
  const authorization = headers.get("authorization");
  if (authorization !== null) return await actorOfKey(db, authorization);
  const session = await auth.sessionOf(headers);
  if (!session) return { kind: "anonymous" };
  const { id: sessionId, user } = session;
  const membership = await membershipOf(db, user.id, headers);
  if (!membership) {
    const named = headers.get(workspaceHeader);
    return { kind: "guest", user, ...(named === null ? {} : { named }) };
  }
  if (membership.workspace.requiresTwoFactor && (await lacksTwoFactor(db.prisma, user.id))) {
    return { kind: "guest", user, lacks: "two-factor" };
  }
  const { workspaceId, role } = membership;
  const customRole = customRoleOf(membership);
  const own = customRole ? { customRole, permissions: new Set(permissionsOfHeld(membership)) } : {};
  return { kind: "user", user, workspaceId, role: Role.parse(role), sessionId, ...own };
}

/** The workspace that the header names and no other; else the one chosen last, or the first they joined. */
async function membershipOf({ prisma }: Deps["db"], userId: string, headers: Headers) {
  const named = headers.get(workspaceHeader);
  const where = { userId, ...(named === null ? {} : { workspaceId: named }) };
  const include = { ...withCustomRole, workspace: { select: { requiresTwoFactor: true } } };
  const memberships = await prisma.membership.findMany({ where, include, orderBy: { createdAt: "asc" } });
  const [, chosen] = chosenWorkspace.exec(headers.get("cookie") ?? "") ?? [];
  return memberships.find(({ workspaceId }) => workspaceId === chosen) ?? memberships[0];
}

export async function actorOfKey({ pool }: Pick<Db, "pool">, authorization: string): Promise<Actor> {
  const [, key] = /^Bearer +(\S{1,512})$/i.exec(authorization) ?? [];
  const actor = key === undefined ? undefined : await findApiKey(pool, key);
  if (actor) return actor;
  throw new PatchbayError("not_signed_in", "This API key is not valid. Send Authorization: Bearer <key>.");
}
