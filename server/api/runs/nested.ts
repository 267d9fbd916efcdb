import { z } from "zod";
import { countInside, getProgress, listItemSteps, listRunIterations } from "../../../engine/history/read-nested.ts";
import { StepStatus } from "../../../lib/run.ts";
import { NumberCursor } from "../../../lib/values/bounds.ts";
import { InsideCount, IterationPage, IterationSteps, Progress } from "../../../lib/views/nested-views.ts";
import { assertRun } from "../../pipelines/assert-run.ts";
import { Id } from "../shared/inputs.ts";
import { procedure } from "../trpc.ts";

const tags = ["Runs"];
export const insidePath = {
  nodeId: z
    .string()
    .min(1)
    .max(1400)
    .meta({ description: "The path of the map, loop or sub-pipeline, as “each” or “each/inner”." }),
  iteration: z.string().max(400).default("").meta({
    description: "The item or round that contains it, as “3” or “3/0”; empty at the top level.",
  }),
};

export const progress = procedure("runs.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/runs/{id}/progress",
      summary: "Progress of the maps, loops and sub-pipelines of a run",
      tags,
    },
  })
  .input(z.strictObject({ id: Id }))
  .output(z.array(Progress))
  .query(async ({ ctx, input }) => {
    await assertRun(ctx.app.db, ctx.workspaceId, input.id);
    return await getProgress(ctx.app.db, ctx.workspaceId, input.id);
  });

export const iterations = procedure("runs.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/runs/{id}/iterations",
      summary: "The items of a map or the rounds of a loop, in order",
      tags,
    },
  })
  .input(
    z.strictObject({
      id: Id,
      ...insidePath,
      status: StepStatus.optional(),
      cursor: NumberCursor.optional(),
      limit: z.number().int().min(1).max(200).default(50),
    }),
  )
  .output(IterationPage)
  .query(async ({ ctx, input: { id, ...ask } }) => {
    await assertRun(ctx.app.db, ctx.workspaceId, id);
    return await listRunIterations(ctx.app.db, { runId: id, ...ask });
  });

export const steps = procedure("runs.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/runs/{id}/steps",
      summary: "The steps inside a map, loop or sub-pipeline",
      description: "Those of one item or round; `iteration` is that of the steps.",
      tags,
    },
  })
  .input(z.strictObject({ id: Id, ...insidePath }))
  .output(IterationSteps)
  .query(async ({ ctx, input: { id, ...ask } }) => {
    await assertRun(ctx.app.db, ctx.workspaceId, id);
    return await listItemSteps(ctx.app.db, { runId: id, workspaceId: ctx.workspaceId, ...ask });
  });

export const inside = procedure("runs.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/runs/{id}/inside",
      summary: "How far each node inside a map, loop or sub-pipeline is",
      description: "Its steps over all items or rounds, counted by how they stand.",
      tags,
    },
  })
  .input(z.strictObject({ id: Id, ...insidePath }))
  .output(z.array(InsideCount))
  .query(async ({ ctx, input: { id, ...ask } }) => {
    await assertRun(ctx.app.db, ctx.workspaceId, id);
    return await countInside(ctx.app.db, { runId: id, ...ask });
  });
