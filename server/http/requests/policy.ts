import type { FastifyInstance } from "fastify";
import type { Action } from "../../auth/policies.ts";

/** What guards a route: an action of policies.ts, or the procedures behind it, each with its own. */
type RoutePolicy = Action | "per procedure";

declare module "fastify" {
  interface FastifyContextConfig {
    policy?: RoutePolicy;
  }
}

declare module "fastify" {
  interface FastifyInstance {
    /** Every route there is, with what guards it. */
    routePolicies: { method: string; url: string; policy: RoutePolicy }[];
  }
}

/** A route without a policy stops the process at its start. */
export function demandPolicies(app: FastifyInstance): void {
  const routes: FastifyInstance["routePolicies"] = [];
  app.decorate("routePolicies", routes);
  app.addHook("onRoute", ({ config, method, url }) => {
    const policy = config?.policy;
    if (policy === undefined) throw new Error(`${method} ${url} has no policy`);
    routes.push(...[method].flat().map((one) => ({ method: one, url, policy })));
  });
}
