import type { FastifyRequest } from "fastify";
import { KeyUnproved } from "../../../engine/queue/enqueue/start-run.ts";
import { PatchbayError } from "../../../lib/errors.ts";
import { isTransientDbError } from "../../../platform/retry/transient-db-error.ts";
import type { AppContext } from "../../app-context.ts";
import { noteUse } from "../../auth/api-keys.ts";
import type { Actor } from "../../auth/authorize.ts";
import { keyActor, keyNameOf } from "../requests/request-actor.ts";

type KeyActor = Extract<Actor, { kind: "key" }>;
/** `keyProof` is there while it is not known whether the key is still valid: the operation has to check it in what it writes. */
type Work<T> = (actor: Actor, keyProof?: string) => Promise<T>;

/** Refused for what the key could not do when it was seen last, which has changed since. */
function mayNowDoIt(error: unknown, known: KeyActor, actor: Actor): boolean {
  const isRefusal = error instanceof PatchbayError && error.code === "forbidden";
  return isRefusal && actor.kind === "key" && actor.rights !== known.rights;
}

const mostRemembered = 10_000;

/**
 * Does a piece of work for an API key as it was when it was seen last, and so spares a question to the database. A key that
 * is good no more stops at once all the same: the work proves it in its own statement, and whatever else comes of the work
 * is told only after the key was looked up.
 */
export function rememberKeys(context: AppContext) {
  const remembered = new Map<string, KeyActor>();

  async function lookUp(request: FastifyRequest, name: string): Promise<Actor> {
    remembered.delete(name);
    const actor = await keyActor(context, request);
    if (remembered.size >= mostRemembered) remembered.clear();
    if (actor.kind === "key") remembered.set(name, actor);
    return actor;
  }

  return async function withKey<T>(request: FastifyRequest, work: Work<T>): Promise<T> {
    const name = keyNameOf(request) ?? "";
    const known = remembered.get(name);
    if (!known) return await work(await lookUp(request, name));
    try {
      noteUse(context.db.pool, known.keyId);
      return await work(known, `${known.keyId}.${known.rights ?? 0}`);
    } catch (error) {
      // It tells the caller nothing of the workspace, and a second question would wait for the same database once more.
      if (isTransientDbError(error)) throw error;
      const actor = await lookUp(request, name);
      if (!(error instanceof KeyUnproved) && !mayNowDoIt(error, known, actor)) throw error;
      return await work(actor);
    }
  };
}
