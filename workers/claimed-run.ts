import type { Values } from "../lib/run.ts";

/** A run as its claim gives it. `token` and `worker` are the right to write; `ageMs` is how long ago its first claim was. */
export type ClaimedRun = {
  id: string;
  workspaceId: string;
  pipelineId: string;
  snapshotId: string;
  input: Values;
  token: number;
  worker: string;
  lastSeq: number;
  cancelRequested: boolean;
  tokensIn: number;
  tokensOut: number;
  ageMs: number;
};

/** Another worker holds this run now, or it has ended: whatever we still know about it is worth nothing. */
export class LostRun extends Error {
  override name = "LostRun";
}
