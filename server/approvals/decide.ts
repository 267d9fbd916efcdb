import { controlRuns } from "../../engine/queue/control/control-run.ts";
import { notifyWorkers } from "../../engine/queue/enqueue/notify-workers.ts";
import { PatchbayError } from "../../lib/errors.ts";
import type { Broker } from "../../platform/broker/broker.ts";
import type { Db } from "../../platform/database/db.ts";
import { noApproval } from "./approval-link.ts";
import { decideApproval } from "./sql/decide-approval.ts";

export type Decision = {
  id: string;
  workspaceId: string;
  approve: boolean;
  comment: string;
  /** The id of a person, or “API” or “the link”. */
  decidedBy: string;
};

/** Says yes or no to a waiting step; its run goes on at once. Throws `conflict` when there is nothing left to decide. */
export async function decide({ db, broker }: { db: Db; broker: Broker }, ask: Decision): Promise<void> {
  const { id, workspaceId, approve, comment, decidedBy } = ask;
  const values = [id, workspaceId, approve ? "approved" : "refused", comment, decidedBy];
  const { rows } = await db.pool.query<{ runId: string; state: string | null; isOpen: boolean; isLate: boolean }>({
    ...decideApproval,
    values,
  });
  const [found] = rows;
  if (!found) throw noApproval();
  const { state, isOpen, isLate } = found;
  if (state === "running") await controlRuns(broker, "wake", found.runId);
  else if (state !== null) await notifyWorkers(broker, found.runId);
  else if (isLate) throw new PatchbayError("conflict", "The time to decide is over.");
  else if (isOpen) throw new PatchbayError("conflict", "This has already been decided.");
  else throw new PatchbayError("conflict", "The run has ended, so there is nothing left to decide.");
}
