import { z } from "zod";
import { batchStates } from "../../../lib/batches/batch.ts";
import { BatchMapping } from "../../../lib/views/live/batch-views.ts";
import type { StoredFileDeps } from "../../../platform/files/stored-file.ts";
import type { Log } from "../../../platform/log.ts";
import type { StartDeps } from "../../queue/enqueue/start-run.ts";
import { Samples } from "./rate.ts";

export type BatchDeps = StartDeps & StoredFileDeps & { log: Log };

/** Where the rows come from. Those of a collection's documents are there from the beginning. */
export const BatchSource = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("file"), fileId: z.string(), sheet: z.string().exactOptional() }),
  z.object({ kind: z.literal("collection"), collectionId: z.string() }),
]);
export type BatchSource = z.infer<typeof BatchSource>;

/** A batch as its claim gives it. */
export const ClaimedBatch = z.object({
  id: z.string(),
  workspaceId: z.string(),
  pipelineId: z.string(),
  versionNumber: z.number().nullable(),
  snapshotId: z.string(),
  name: z.string(),
  source: BatchSource,
  columns: z.array(z.string()),
  mapping: BatchMapping.nullable(),
  concurrency: z.number(),
  autoStart: z.boolean(),
  skipRefused: z.boolean(),
  state: z.enum(batchStates),
  claim: z.number(),
  createdBy: z.string().nullable(),
  samples: Samples,
});
export type ClaimedBatch = z.infer<typeof ClaimedBatch>;
