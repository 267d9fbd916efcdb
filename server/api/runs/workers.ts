import { z } from "zod";
import { countWorkers, listWorkers, queueView, readQueue } from "../../../engine/queue/heartbeat/workers.ts";
import { EngineView } from "../../../lib/views/worker-views.ts";
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
      const [found, queue, own] = await Promise.all([
        listWorkers(pool),
        readQueue(pool, null),
        readQueue(pool, workspaceId),
      ]);
      return {
        now: queue.now.toISOString(),
        broker: app.broker.driver,
        brokerLagMs: app.brokerLagMs(),
        workers: found,
        queue: queueView(queue),
        ownQueue: queueView(own),
      };
    }),
});
