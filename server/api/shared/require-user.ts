import { PatchbayError } from "../../../lib/errors.ts";
import type { Actor, Person } from "../../auth/authorize.ts";

/** The person who asks, where a key will not do. */
export function requireUser(ctx: { actor: Actor }): Person {
  const { actor } = ctx;
  if (actor.kind === "user" || actor.kind === "guest") return actor.user;
  throw new PatchbayError("forbidden", "An API key may not do this. Sign in and do it in the settings.");
}

/** The user to record as the creator of something; none for an API key. */
export function authorId(ctx: { actor: Actor }): string | undefined {
  return ctx.actor.kind === "user" ? ctx.actor.user.id : undefined;
}
