import { entryOf, type Permission, permissionsOf } from "../../lib/access/permissions.ts";
import type { Role } from "../../lib/access/role.ts";
import { PatchbayError } from "../../lib/errors.ts";

export type Person = { id: string; name: string; email: string };

type Key = {
  kind: "key";
  keyId: string;
  workspaceId: string;
  role: Role;
  /** Counted up when what its maker or its account may do changes. */
  rights?: number;
  /** The only pipelines it is for. */
  pipelineIds?: readonly string[];
  /** Whose key it is, when it is no person's. */
  account?: { id: string; name: string };
};

/**
 * The actor of a request. A guest has signed in and belongs to no workspace, not to the one that the call `named`, or lacks
 * what the workspace asks for; an anonymous actor has not signed in. `sessionId` is the session behind the request.
 * `permissions` are all there are; without them, an actor has those of the role.
 */
export type Actor =
  | {
      kind: "user";
      user: Person;
      workspaceId: string;
      role: Role;
      permissions?: ReadonlySet<Permission>;
      customRole?: { id: string; name: string };
      sessionId?: string;
    }
  | (Key & { permissions?: ReadonlySet<Permission> })
  | { kind: "guest"; user: Person; named?: string; lacks?: "two-factor" }
  | { kind: "anonymous" };

export type Member = Extract<Actor, { workspaceId: string }>;

const ofRoles = { owner: setOf("owner"), editor: setOf("editor"), viewer: setOf("viewer") };

function setOf(role: Role): ReadonlySet<Permission> {
  return new Set(permissionsOf(role));
}

/** Everything that this member may do, keys included. */
export function permissionsHeld(member: Member): Permission[] {
  const held = [...(member.permissions ?? ofRoles[member.role])];
  return member.kind === "key" ? held.filter((permission) => entryOf(permission).keys) : held;
}

export function mayDo(member: Member, permission: Permission): boolean {
  if (member.kind === "key" && !entryOf(permission).keys) return false;
  return (member.permissions ?? ofRoles[member.role]).has(permission);
}

/**
 * Throws unless the actor may do this. `pipeline` is the one that it is about: a key for chosen pipelines is refused when it is
 * another or not known, unless the permission is not about pipelines.
 */
export function authorize(
  ctx: { actor: Actor },
  permission: Permission,
  pipeline?: { pipelineId: string | undefined },
): Member {
  const { actor } = ctx;
  if (actor.kind === "anonymous") throw new PatchbayError("not_signed_in", "Sign in first, or send an API key.");
  if (actor.kind === "guest" && actor.named !== undefined) {
    const message = "You are no longer a member of this workspace, or it was deleted. Reload the page to continue.";
    throw new PatchbayError("forbidden", message);
  }
  if (actor.kind === "guest" && actor.lacks !== undefined) {
    throw new PatchbayError(
      "forbidden",
      "This workspace asks for two-factor authentication. Reload the page and set it up.",
    );
  }
  if (actor.kind === "guest") {
    throw new PatchbayError("forbidden", "You are not a member of any workspace here. Ask an owner for an invitation.");
  }
  if (!mayDo(actor, permission)) {
    const message = refusal(actor, permission);
    throw new PatchbayError("forbidden", message, { message: `${permission}: ${message}` });
  }
  if (actor.kind === "key") assertChosen(actor, permission, pipeline?.pipelineId);
  return actor;
}

function refusal(actor: Member, permission: Permission): string {
  const { title, keys, roles } = entryOf(permission);
  if (actor.kind === "user" && actor.customRole) {
    return `Your role here is “${actor.customRole.name}”, which may not ${title}. Ask an owner for it.`;
  }
  if (actor.kind === "user") return `Your role here is ${actor.role}; this needs ${roles.join(" or ")}.`;
  if (!keys) return "An API key may not do this. Sign in and do it in the settings.";
  if (!actor.permissions) return `The role of this API key is ${actor.role}; this needs ${roles.join(" or ")}.`;
  const who = actor.account ? `its service account “${actor.account.name}”` : "the person who made it";
  return `This API key may not ${title}. Use one with the scope “${permission}”, which ${who} has to be allowed too.`;
}

function assertChosen(key: Key, permission: Permission, pipelineId: string | undefined): void {
  if (!key.pipelineIds || entryOf(permission).pipelines === undefined) return;
  if (pipelineId !== undefined && key.pipelineIds.includes(pipelineId)) return;
  const message = "This API key is for chosen pipelines only, and this is about others. Use a key for all pipelines.";
  throw new PatchbayError("forbidden", message);
}
