import { z } from "zod";
import { PlainJson } from "../../lib/values/json.ts";
import { TriggerSettings } from "./trigger-source.ts";

/** A trigger as its claim gives it. `now` is the database's clock at the claim, and `claim` when it runs out. */
export const ClaimedTrigger = z.object({
  pipelineId: z.string(),
  nodeId: z.string(),
  workspaceId: z.string(),
  type: z.string(),
  settings: TriggerSettings,
  progress: PlainJson,
  claim: z.number(),
  revision: z.number(),
  versionNumber: z.number(),
  snapshotId: z.string(),
  dueAt: z.number(),
  now: z.number(),
});
export type ClaimedTrigger = z.infer<typeof ClaimedTrigger>;
