import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { AppContext } from "../app-context.ts";

export const Health = z.object({ ok: z.boolean() });
export const Readiness = z.object({
  ok: z.boolean(),
  database: z.boolean(),
  broker: z.boolean(),
  /** Worker processes seen in the last 30 seconds. */
  workers: z.number().int(),
});

const config = { policy: "health.read" } as const;
const limitMs = 3000;

/** /healthz: this process answers. /readyz: a run that starts now would be carried out. Both also under /api/v1. */
export function addHealth(app: FastifyInstance, context: Pick<AppContext, "db" | "broker">): void {
  for (const prefix of ["", "/api/v1"]) {
    app.get(`${prefix}/healthz`, { config }, async () => ({ ok: true }));
    app.get(`${prefix}/readyz`, { config }, async (_request, reply) => {
      const readiness = await readinessOf(context);
      return reply.code(readiness.ok ? 200 : 503).send(readiness);
    });
  }
}

async function readinessOf({ db, broker }: Pick<AppContext, "db" | "broker">): Promise<z.infer<typeof Readiness>> {
  const text = `SELECT count(*)::int AS workers FROM "Worker" WHERE "seenAt" > now() - interval '30 s'`;
  const [workers, isBroker] = await Promise.all([
    within(db.pool.query<{ workers: number }>(text).then(({ rows }) => rows[0]?.workers ?? 0)),
    within(broker.ping().then(() => true)),
  ]);
  const facts = { database: workers !== undefined, broker: isBroker === true, workers: workers ?? 0 };
  return { ok: facts.database && facts.broker && facts.workers > 0, ...facts };
}

/** Undefined when it fails or takes too long. */
async function within<T>(promise: Promise<T>): Promise<T | undefined> {
  const limit = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => limit.resolve(undefined), limitMs);
  try {
    return await Promise.race([promise, limit.promise]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
