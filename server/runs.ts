/** Runs as web, seed and workers use them: one entry point to the files beside this one. Everything is scoped by workspace. */

export { cancelRun } from "./runs/cancel-run.ts";
export { checkBodies, freezePipeline } from "./runs/freeze-bodies.ts";
export { inlineToken, notifyWorkers } from "./runs/notify-workers.ts";
export { getOutcome, getRun, listRuns, outcomeFromNotification, readBlob } from "./runs/read-runs.ts";
export { freezeGraph, readSnapshot } from "./runs/snapshots.ts";
export { makeDurable, startRun } from "./runs/start-run.ts";
export { waitForEnd, waitForRun } from "./runs/wait-for-run.ts";
