/** The states of a run and its moves. Apart from the schemas of runs, so that a page which only reads does not load zod. */

export const runStatuses = ["queued", "running", "waiting", "succeeded", "failed", "cancelled"] as const;
type RunStatus = (typeof runStatuses)[number];

/** Which status may follow which. A terminal status has no successor. */
export const runMoves = {
  queued: ["running", "cancelled", "failed"],
  running: ["running", "waiting", "succeeded", "failed", "cancelled"],
  waiting: ["running", "cancelled"],
  succeeded: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<RunStatus, readonly RunStatus[]>;

/** What has a row in the queue. */
export const unfinished: readonly RunStatus[] = ["queued", "running", "waiting"];

export function isFinished(status: RunStatus): boolean {
  return runMoves[status].length === 0;
}
