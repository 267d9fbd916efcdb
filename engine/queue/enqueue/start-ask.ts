import type { Budget } from "../../../lib/models/budget.ts";
import type { Trigger, Values } from "../../../lib/run.ts";

/** What is asked of a run that is to be accepted. */
export type StartAsk = {
  /** The run's id, where it is to be known before the run is there. */
  id?: string | undefined;
  workspaceId: string;
  pipelineId: string;
  graph: { snapshotId: string };
  versionNumber: number | null;
  inputs: Values;
  trigger: Trigger;
  /** The trigger node whose event `inputs` are; without one the run begins at its Input nodes. */
  triggerNode?: string | undefined;
  idempotencyKey?: string;
  /** How long the run may wait in the queue before it fails. */
  queueSeconds?: number;
  createdBy?: string;
  /** An API key, with the number of what it may do, that has to be valid when the run is accepted; when it is not, `KeyUnproved` is thrown. */
  keyProof?: string;
  shareLinkId?: string;
  traceparent?: string;
  /** What its models may take. */
  budget?: Budget | undefined;
  /**
   * The caller learns of this run at its end (or after `makeDurable`), whose commit makes the insert durable too, so that
   * the insert itself need not wait for the disk.
   */
  isAwaited?: boolean;
};
