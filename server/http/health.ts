import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { countWorkers, remembered } from "../../engine/queue/heartbeat/workers.ts";
import { missingMigrations } from "../../platform/database/migrations.ts";
import { withTimeout } from "../../platform/retry/with-timeout.ts";
import type { AppContext } from "../app-context.ts";

export const Health = z.object({ ok: z.boolean() });
export const Readiness = z.object({
  ok: z.boolean().meta({ description: "True when requests are served. Runs need a worker besides." }),
  database: z.boolean(),
  broker: z.boolean(),
  migrations: z.boolean().meta({ description: "False when the database is older than this version." }),
  workers: z.number().int().meta({ description: "Workers that are alive; without one, runs are accepted and wait." }),
});

const config = { policy: "health.read" } as const;
const limitMs = 3000;

/**
 * /healthz: this process answers. /readyz: it can accept runs and show them. Both also under /api/v1. A web process
 * without a worker is ready: what it accepts is not lost, and taking it out of service would not help.
 */
export function addHealth(app: FastifyInstance, context: Pick<AppContext, "db" | "broker">): void {
  // Any client may ask, and often: the database is not asked each time.
  const readiness = remembered(() => readinessOf(context), 250);
  for (const prefix of ["", "/api/v1"]) {
    app.get(`${prefix}/healthz`, { config }, async () => ({ ok: true }));
    app.get(`${prefix}/readyz`, { config }, async (_request, reply) => {
      const facts = await readiness();
      return reply.code(facts.ok ? 200 : 503).send(facts);
    });
  }
}

async function readinessOf({ db, broker }: Pick<AppContext, "db" | "broker">): Promise<z.infer<typeof Readiness>> {
  const [workers, missing, isBroker] = await Promise.all([
    withTimeout(countWorkers(db.pool), limitMs),
    withTimeout(missingMigrations(db.pool), limitMs),
    withTimeout(
      broker.ping().then(() => true),
      limitMs,
    ),
  ]);
  const facts = { database: workers !== undefined, broker: isBroker === true, migrations: missing?.length === 0 };
  return { ok: facts.database && facts.broker && facts.migrations, ...facts, workers: workers?.alive ?? 0 };
}
