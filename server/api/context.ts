import type { AppContext } from "../app-context.ts";
import type { Actor } from "../auth/authorize.ts";

/** What every procedure gets: the app, the actor, and the address of the request. */
export type Context = {
  app: AppContext;
  actor: Actor;
  ip: string;
  /** Who sends the same request now: for streams, which outlive what let them in. Throws what a new request would be told. */
  actorNow?: (() => Promise<Actor>) | undefined;
  /** W3C trace context: runs that this call starts join that trace. */
  traceparent?: string | undefined;
};
