/** Quotas of workspaces, and how much of them is used. */
import * as z from "zod";
import { Quotas } from "../access/quotas.ts";

const amount = z.number().int().min(0);

export const Used = z.object({
  runsPerDay: amount.meta({ description: "Runs that were accepted since midnight UTC." }),
  runsAtOnce: amount,
  storageBytes: amount,
  chunks: amount,
  pipelines: amount,
  activePipelines: amount,
  members: amount,
});

const view = {
  workspaceId: z.string(),
  name: z.string(),
  quotas: Quotas.meta({ description: "What is left out has no limit." }),
  used: Used,
};

/** Of one workspace, among all. */
export const WorkspaceQuotas = z.object(view);
export type WorkspaceQuotas = z.infer<typeof WorkspaceQuotas>;

export const QuotasView = z.object({
  ...view,
  resetsAt: z.string().meta({ format: "date-time", description: "When runs of a new day are counted." }),
  mayManage: z.boolean().meta({ description: "Whether the caller may set the quotas of all workspaces." }),
});

export const QuotasPage = z.object({ items: z.array(WorkspaceQuotas), nextCursor: z.string().exactOptional() });
