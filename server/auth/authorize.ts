import { PatchbayError } from "../../lib/errors.ts";
import type { Role } from "../../lib/role.ts";
import { type MemberAction, memberPolicies } from "./policies.ts";

export type Person = { id: string; name: string; email: string };

/**
 * The actor of a request. A guest has signed in and belongs to no workspace; an anonymous actor has not signed in. `sessionId` is the session
 * behind the request.
 */
export type Actor =
  | { kind: "user"; user: Person; workspaceId: string; role: Role; sessionId?: string }
  | { kind: "key"; keyId: string; workspaceId: string; role: Role }
  | { kind: "guest"; user: Person }
  | { kind: "anonymous" };

export type Member = Extract<Actor, { workspaceId: string }>;

/**
 * Throws unless the actor may do this. With a resource, it must be of the actor's workspace; that of another one is
 * answered as if it did not exist.
 */
export function authorize(
  ctx: { actor: Actor },
  action: MemberAction,
  resource?: { workspaceId: string } | null,
): Member {
  const { actor } = ctx;
  if (actor.kind === "anonymous") throw new PatchbayError("not_signed_in", "Sign in first, or send an API key.");
  if (actor.kind === "guest") {
    throw new PatchbayError("forbidden", "You are not a member of any workspace here. Ask an owner for an invitation.");
  }
  const policy = memberPolicies[action];
  if (actor.kind === "key" && !policy.keys) {
    throw new PatchbayError("forbidden", "An API key may not do this. Sign in and do it in the settings.");
  }
  const roles: readonly Role[] = policy.roles;
  if (!roles.includes(actor.role)) {
    const message = `Your role here is ${actor.role}; this needs ${roles.join(" or ")}.`;
    throw new PatchbayError("forbidden", message, { message: `${action}: ${message}` });
  }
  if (resource !== undefined && resource?.workspaceId !== actor.workspaceId) {
    throw new PatchbayError("not_found", "There is nothing here with this id.");
  }
  return actor;
}
