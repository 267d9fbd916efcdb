import type pg from "pg";
import { z } from "zod";
import { countWorkers, listWorkers, queueView, readQueue } from "../../../engine/queue/heartbeat/workers.ts";
import { EngineView } from "../../../lib/views/worker-views.ts";
import { clockAhead } from "../../../platform/clock.ts";
import { diskSpaceOf } from "../../../platform/disk-space.ts";
import { secretsOf } from "../../../platform/vault/secrets.ts";
import { fingerprintsOf } from "../../../platform/vault/vault.ts";
import { procedure, router } from "../trpc.ts";

export const workers = router({
  /** Whether a worker will start a waiting run: for users who may see runs. */
  alive: procedure("runs.read")
    .output(z.object({ alive: z.number().int() }))
    .query(async ({ ctx }) => ({ alive: (await countWorkers(ctx.app.db.pool)).alive })),

  list: procedure("workers.read")
    .meta({ openapi: { method: "GET", path: "/workers", summary: "Workers and the queue", tags: ["Workers"] } })
    .output(EngineView)
    .query(async ({ ctx: { app, workspaceId } }) => {
      const { pool } = app.db;
      const [found, [queue, clockMs], own, disk] = await Promise.all([
        listWorkers(pool, fingerprintsOf(secretsOf(app.env))),
        timedQueue(pool),
        readQueue(pool, workspaceId),
        diskSpaceOf(app.env.PATCHBAY_HOME),
      ]);
      return {
        now: queue.now.toISOString(),
        broker: app.broker.driver,
        brokerLagMs: app.brokerLagMs(),
        web: { clockMs: clockMs ?? null, disk: disk ?? null },
        workers: found,
        queue: queueView(queue),
        ownQueue: queueView(own),
      };
    }),
});

/** The queue, and how far this process's clock is ahead of the one that it tells. */
async function timedQueue(pool: pg.Pool) {
  const sentAt = Date.now();
  const queue = await readQueue(pool, null);
  return [queue, clockAhead({ sentAt, now: queue.now.getTime(), answeredAt: Date.now() })] as const;
}
