import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { countWorkers, remembered } from "../../engine/queue/heartbeat/workers.ts";
import { missingMigrations } from "../../platform/database/migrations.ts";
import { withTimeout } from "../../platform/retry/with-timeout.ts";
import type { AppContext } from "../app-context.ts";
import type { Drain } from "./drain.ts";

export const Health = z.object({ ok: z.boolean() });
export const Readiness = z.object({
  ok: z.boolean().meta({ description: "True when requests are served. Runs need a worker besides." }),
  database: z.boolean(),
  broker: z.boolean(),
  migrations: z.boolean().meta({ description: "False when the database is older than this version." }),
  closing: z.boolean().meta({ description: "True when this process was told to stop: send requests elsewhere." }),
  databaseMs: z.number().nullable().meta({ description: "How long the database took to answer; null without one." }),
  brokerMs: z.number().nullable().meta({ description: "How long the broker took to answer; null without one." }),
  workers: z.number().int().meta({ description: "Workers that are alive; without one, runs are accepted and wait." }),
});

const config = { policy: "health.read" } as const;
const limitMs = 3000;

/**
 * /healthz: this process answers. /readyz: it can accept runs and show them. Both also under /api/v1. A web process
 * without a worker is ready: what it accepts is not lost, and taking it out of service would not help.
 */
export function addHealth(app: FastifyInstance, context: Asked, drain: Drain): void {
  // Any client may ask, and often: the database is not asked each time.
  const readiness = remembered(() => readinessOf(context), 250);
  let lastKnown: Awaited<ReturnType<typeof readiness>> | undefined;
  for (const prefix of ["", "/api/v1"]) {
    app.get(`${prefix}/healthz`, { config }, async () => ({ ok: true }));
    app.get(`${prefix}/readyz`, { config }, async (_request, reply) => {
      // A process that stops says so at once, without asking the database.
      const asked = drain.isOn && lastKnown ? lastKnown : await readiness();
      lastKnown = asked;
      const facts = { ...asked, ok: asked.ok && !drain.isOn, closing: drain.isOn };
      return reply.code(facts.ok ? 200 : 503).send(facts);
    });
  }
}

type Asked = Pick<AppContext, "watchPool" | "broker">;

async function readinessOf({ watchPool, broker }: Asked): Promise<Omit<z.infer<typeof Readiness>, "closing">> {
  const [workers, missing, pong] = await Promise.all([
    withTimeout(timed(countWorkers(watchPool)), limitMs),
    withTimeout(missingMigrations(watchPool), limitMs),
    withTimeout(timed(broker.ping()), limitMs),
  ]);
  const facts = { database: workers !== undefined, broker: pong !== undefined, migrations: missing?.length === 0 };
  return {
    ok: facts.database && facts.broker && facts.migrations,
    ...facts,
    databaseMs: workers?.ms ?? null,
    brokerMs: pong?.ms ?? null,
    workers: workers?.value.alive ?? 0,
  };
}

/** The answer and how long it took, to a tenth of a millisecond. */
async function timed<T>(asked: Promise<T>): Promise<{ value: T; ms: number }> {
  const since = performance.now();
  const value = await asked;
  return { value, ms: Math.round((performance.now() - since) * 10) / 10 };
}
