import type pg from "pg";
import type { Broker } from "../../../platform/broker/broker.ts";
import { notifyWorkers } from "../enqueue/notify-workers.ts";
import { controlRuns } from "./control-run.ts";
import { wakeParent as wakeParentSql } from "./sql/statements.ts";

type Deps = { pool: pg.Pool; broker: Broker };

/** A child run has ended, and its parent may have waited for just that. If the notification is lost, the parent polls. */
export async function wakeParent({ pool, broker }: Deps, runId: string): Promise<void> {
  const { rows } = await pool.query<{ runId: string; state: string }>(wakeParentSql({ runId }));
  const [parent] = rows;
  if (parent?.state === "running") await controlRuns(broker, "wake", parent.runId);
  else if (parent) await notifyWorkers(broker, parent.runId);
}
