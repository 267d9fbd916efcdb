import type { FastifyInstance } from "fastify";
import type { Action } from "../policies.ts";

/** What guards a route: an action of policies.ts, or the procedures behind it, each with its own. */
export type RoutePolicy = Action | "per procedure";

declare module "fastify" {
  interface FastifyContextConfig {
    policy?: RoutePolicy;
  }
}

/** A route without a policy stops the process at its start. */
export function demandPolicies(app: FastifyInstance): void {
  app.addHook("onRoute", ({ config, method, url }) => {
    if (config?.policy === undefined) throw new Error(`${method} ${url} has no policy`);
  });
}
