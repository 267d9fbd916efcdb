import type { AppContext } from "../app-context.ts";
import type { Actor } from "../auth/authorize.ts";

/** What every procedure gets: the app, the actor, and the address of the request. */
export type Context = {
  app: AppContext;
  actor: Actor;
  ip: string;
  /** W3C trace context: runs that this call starts join that trace. */
  traceparent?: string | undefined;
};
