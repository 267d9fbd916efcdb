/** Approvals as pages and REST see them: steps that wait for a decision. Times are ISO 8601. */
import * as z from "zod";
import { Json } from "../values/json.ts";

/** expired: not decided in time, which counts as a refusal · cancelled: the run ended before a decision. */
const approvalStatuses = ["waiting", "approved", "refused", "expired", "cancelled"] as const;
export const ApprovalStatus = z.enum(approvalStatuses);
export type ApprovalStatus = z.infer<typeof ApprovalStatus>;

const when = z.string().nullable();

/** What is shown for the decision. A value over 64 kB is a BlobRef here. */
const shown = {
  title: z.string(),
  message: z.string().meta({ description: "Markdown." }),
  value: Json,
  status: ApprovalStatus,
  comment: z.string().nullable(),
  decidedAt: when,
  expiresAt: when,
  createdAt: z.string(),
};

export const ApprovalView = z.object({
  id: z.string(),
  runId: z.string(),
  pipelineId: z.string(),
  pipelineName: z.string(),
  /** The path of the node; inside maps and loops with its iteration. */
  nodeId: z.string(),
  iteration: z.string(),
  ...shown,
  /** A name, “API” or “the link”; null while undecided. */
  decidedBy: when,
  url: z
    .string()
    .nullable()
    .meta({ description: "The link by which it can be decided without an account, once made." }),
});
export type ApprovalView = z.infer<typeof ApprovalView>;

/** What the link shows: nothing of the pipeline, the run or the workspace. */
export const LinkedApproval = z.object(shown);
export type LinkedApproval = z.infer<typeof LinkedApproval>;

export const ApprovalPage = z.object({ items: z.array(ApprovalView), nextCursor: z.string().exactOptional() });
export type ApprovalPage = z.infer<typeof ApprovalPage>;
