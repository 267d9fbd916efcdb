/** What models took, and what they may take. */
import { z } from "zod";
import { batchLimits } from "../../lib/batches/batch.ts";
import { Budget } from "../../lib/models/budget.ts";
import { Done } from "../../lib/views/api-views.ts";
import { EstimateView, Month, PipelineBudgetView, RunUsageView, UsageView } from "../../lib/views/usage-views.ts";
import {
  monthNow,
  readPipelineBudget,
  readRunUsage,
  readUsage,
  writeMonthBudget,
  writePipelineBudget,
} from "../../state/budget/budgets.ts";
import { estimateRun } from "../pipelines/estimate-run.ts";
import { done, Id } from "./shared/inputs.ts";
import { procedure, router } from "./trpc.ts";

const tags = ["Usage and budgets"];
const one = z.strictObject({ id: Id });
/** In an address all is text. */
const EstimatedVersion = z
  .string()
  .regex(/^(draft|[1-9][0-9]{0,8})$/, "Should be the number of a published version, or “draft”.")
  .meta({ description: "A number, or “draft”. Without it the newest, and the draft where there is none." });
const GivenBudget = Budget.nullable().meta({ description: "Null for no limit. A limit that is absent is none." });

export const usage = router({
  month: procedure("usage.read")
    .meta({
      openapi: {
        method: "GET",
        path: "/usage",
        summary: "What models took in a month, by pipeline and by model",
        description:
          "Counted as each model call ends, by what its server told. Months are those of UTC. Cached answers and steps whose results were taken over made no call.",
        tags,
      },
    })
    .input(
      z.strictObject({ month: Month.optional().meta({ description: "Such as 2026-11. Without it, this month." }) }),
    )
    .output(UsageView)
    .query(({ ctx, input }) => readUsage(ctx.app.db, ctx.workspaceId, input.month ?? monthNow())),

  setMonthBudget: procedure("budgets.manage")
    .input(z.strictObject({ budget: GivenBudget }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await writeMonthBudget(ctx.app.db, ctx.workspaceId, input.budget);
      return done;
    }),

  pipelineBudget: procedure("pipelines.read")
    .meta({
      openapi: { method: "GET", path: "/pipelines/{id}/budget", summary: "The budget of a pipeline's runs", tags },
    })
    .input(one)
    .output(PipelineBudgetView)
    .query(async ({ ctx, input }) => ({
      budget: await readPipelineBudget(ctx.app.db, { workspaceId: ctx.workspaceId, pipelineId: input.id }),
    })),

  setPipelineBudget: procedure("pipelines.write")
    .meta({
      openapi: {
        method: "PUT",
        path: "/pipelines/{id}/budget",
        summary: "Set what the models of one run of a pipeline may take",
        description:
          "A model call that could exceed it is not made: its step fails with the code over_budget. It counts from the next call on, in runs of every version.",
        tags,
      },
    })
    .input(z.strictObject({ id: Id, budget: GivenBudget }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      const of = { workspaceId: ctx.workspaceId, pipelineId: input.id };
      await writePipelineBudget(ctx.app.db, of, input.budget);
      return done;
    }),

  estimate: procedure("runs.read")
    .meta({
      openapi: {
        method: "GET",
        path: "/pipelines/{id}/estimate",
        summary: "What a run, or a batch of so many rows, will probably take",
        description:
          "From the last 20 runs of the same version that succeeded, whatever their inputs were, and from the settings and prices of the models. Nothing is guessed: what is not known is null.",
        tags,
      },
    })
    .input(
      z.strictObject({
        id: Id,
        version: EstimatedVersion.optional(),
        rows: z.number().int().min(1).max(batchLimits.rows).default(1),
      }),
    )
    .output(EstimateView)
    .query(({ ctx, input: { id: pipelineId, version: asked, rows } }) => {
      const version = asked === undefined || asked === "draft" ? asked : Number(asked);
      return estimateRun(ctx.app.db, { workspaceId: ctx.workspaceId, pipelineId, version, rows });
    }),

  ofRun: procedure("runs.read")
    .meta({
      openapi: {
        method: "GET",
        path: "/runs/{id}/usage",
        summary: "What a run's models took, against its budgets",
        tags,
      },
    })
    .input(one)
    .output(RunUsageView)
    .query(({ ctx, input }) => readRunUsage(ctx.app.db, ctx.workspaceId, input.id)),
});
