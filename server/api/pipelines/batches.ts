import { z } from "zod";
import { readResults } from "../../../engine/triggers/batches/batch-results.ts";
import {
  beginBatch,
  cancelBatch,
  deleteBatch,
  findBatch,
  getBatch,
  listBatches,
  makeBatch,
  pauseBatch,
  resumeBatch,
  retryBatch,
} from "../../../engine/triggers/batches/batches.ts";
import { batchLimits, rowStates } from "../../../lib/batches/batch.ts";
import { NumberCursor } from "../../../lib/values/bounds.ts";
import { Done } from "../../../lib/views/api-views.ts";
import { BatchMapping, BatchRows, BatchView } from "../../../lib/views/live/batch-views.ts";
import { RunVersion } from "../../../lib/views/run-views.ts";
import { authorize } from "../../auth/authorize.ts";
import { assertPipeline } from "../../pipelines/pipelines.ts";
import { chooseGraph } from "../../pipelines/start-pipeline-run.ts";
import type { Context } from "../context.ts";
import { done, Id } from "../shared/inputs.ts";
import { authorId } from "../shared/require-user.ts";
import { procedure, router } from "../trpc.ts";

const tags = ["Batches"];
const ofPipeline = z.strictObject({ id: Id });
const one = ofPipeline.extend({ batchId: Id });
const path = "/pipelines/{id}/batches";
const onePath = `${path}/{batchId}` as const;

const Concurrency = z
  .number()
  .int()
  .min(1)
  .max(batchLimits.concurrency)
  .meta({ description: `How many rows run at once, up to ${batchLimits.concurrency}.` });
const OnRefused = z.enum(["stop", "skip"]).default("stop").meta({
  description: "When rows do not fit the inputs: run nothing and say which, or run the others.",
});

type Asked = { ctx: { app: Context["app"]; workspaceId: string }; input: z.infer<typeof one> };

/** Throws `not_found` for a pipeline of another workspace. */
async function batchOf({ ctx: { app, workspaceId }, input: { id: pipelineId, batchId } }: Asked) {
  await assertPipeline(app.db.prisma, workspaceId, pipelineId);
  return { workspaceId, pipelineId, id: batchId };
}

export const batches = router({
  create: procedure("runs.start")
    .meta({
      status: 201,
      openapi: {
        method: "POST",
        path,
        summary: "Run a batch",
        description:
          "Runs the pipeline for each row of a CSV, TSV, JSON Lines or Excel file that was uploaded to `/files`, or for each document of a collection. A worker reads the file, compares every row with the inputs, and then runs them, unless `start` is false. Without `mapping` the columns are found by their names. Without `version` the newest published version runs, and the draft where there is none.",
        tags,
      },
    })
    .input(
      ofPipeline.extend({
        file: Id.optional().meta({ description: "The id of a file that was uploaded." }),
        collection: Id.optional().meta({
          description:
            "The id of a collection, in place of a file: its documents are the rows, with `name`, `text` and `id`.",
        }),
        sheet: z.string().max(200).optional().meta({ description: "Of a workbook; the first one when left out." }),
        version: RunVersion.optional(),
        mapping: BatchMapping.optional(),
        concurrency: Concurrency.default(10),
        onRefused: OnRefused,
        start: z.boolean().default(true),
      }),
    )
    .output(BatchView)
    .mutation(async ({ ctx, input }) => {
      const { app, workspaceId } = ctx;
      const { id: pipelineId, version: asked, start: autoStart, onRefused, ...rest } = input;
      // Its documents become rows: a key that may only run pipelines must not read them that way.
      if (input.collection !== undefined) authorize(ctx, "collections.read");
      await assertPipeline(app.db.prisma, workspaceId, pipelineId);
      const { snapshotId, version } = await chooseGraph(app, { workspaceId, pipelineId, version: asked });
      const by = { workspaceId, pipelineId, createdBy: authorId(ctx) };
      return await makeBatch(app, {
        ...rest,
        ...by,
        snapshotId,
        version,
        autoStart,
        skipRefused: onRefused === "skip",
      });
    }),

  list: procedure("runs.read")
    .meta({
      openapi: {
        method: "GET",
        path,
        summary: "Batches of a pipeline",
        description: "The last fifty, newest first.",
        tags,
      },
    })
    .input(ofPipeline)
    .output(z.array(BatchView))
    .query(async ({ ctx, input: { id: pipelineId } }) => {
      await assertPipeline(ctx.app.db.prisma, ctx.workspaceId, pipelineId);
      return await listBatches(ctx.app, { workspaceId: ctx.workspaceId, pipelineId });
    }),

  get: procedure("runs.read")
    .meta({ openapi: { method: "GET", path: onePath, summary: "How a batch stands", tags } })
    .input(one)
    .output(BatchView)
    .query(async (asked) => await getBatch(asked.ctx.app, await batchOf(asked))),

  rows: procedure("runs.read")
    .meta({
      openapi: {
        method: "GET",
        path: `${onePath}/rows`,
        summary: "Rows of a batch, with what came of each",
        description:
          "In the order of the file. An output of more than 64 kB is a reference; the downloads have it whole.",
        tags,
      },
    })
    .input(
      one.extend({
        state: z.enum(rowStates).optional(),
        cursor: NumberCursor.optional(),
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .output(BatchRows)
    .query(async (asked) => {
      const { state, cursor = "0", limit } = asked.input;
      const { id } = await findBatch(asked.ctx.app.db, await batchOf(asked));
      const rows = await readResults(asked.ctx.app.db, { id, from: Number(cursor), limit: limit + 1, state });
      const items = rows.slice(0, limit);
      const next = rows[limit];
      return next ? { items, nextCursor: String(next.index) } : { items };
    }),

  start: procedure("runs.start")
    .meta({
      openapi: {
        method: "POST",
        path: `${onePath}/start`,
        summary: "Start a batch that was read",
        description: "Also one whose rows were refused, with another mapping, or without those rows.",
        tags,
      },
    })
    .input(one.extend({ mapping: BatchMapping.optional(), concurrency: Concurrency.optional(), onRefused: OnRefused }))
    .output(BatchView)
    .mutation(async (asked) => {
      const { mapping, concurrency, onRefused } = asked.input;
      const begin = { mapping, concurrency, skipRefused: onRefused === "skip" };
      return await beginBatch(asked.ctx.app, await batchOf(asked), begin);
    }),

  pause: procedure("runs.start")
    .meta({
      openapi: {
        method: "POST",
        path: `${onePath}/pause`,
        summary: "Pause a batch",
        description: "Runs in progress finish; no new ones start.",
        tags,
      },
    })
    .input(one)
    .output(BatchView)
    .mutation(async (asked) => await pauseBatch(asked.ctx.app, await batchOf(asked))),

  resume: procedure("runs.start")
    .meta({ openapi: { method: "POST", path: `${onePath}/resume`, summary: "Resume a batch that is paused", tags } })
    .input(one)
    .output(BatchView)
    .mutation(async (asked) => await resumeBatch(asked.ctx.app, await batchOf(asked))),

  cancel: procedure("runs.cancel")
    .meta({
      openapi: {
        method: "POST",
        path: `${onePath}/cancel`,
        summary: "Cancel a batch",
        description: "Its runs are cancelled, and waiting rows do not run.",
        tags,
      },
    })
    .input(one)
    .output(BatchView)
    .mutation(async (asked) => await cancelBatch(asked.ctx.app, await batchOf(asked))),

  retry: procedure("runs.start")
    .meta({
      openapi: {
        method: "POST",
        path: `${onePath}/retry`,
        summary: "Run the failed rows again",
        description: "Each has a new run. Rows that succeeded stay as they are.",
        tags,
      },
    })
    .input(one)
    .output(BatchView)
    .mutation(async (asked) => await retryBatch(asked.ctx.app, await batchOf(asked))),

  delete: procedure("runs.cancel")
    .meta({
      openapi: {
        method: "DELETE",
        path: onePath,
        summary: "Delete a batch",
        description: "With its rows. The runs stay in the history.",
        tags,
      },
    })
    .input(one)
    .output(Done)
    .mutation(async (asked) => {
      await deleteBatch(asked.ctx.app, await batchOf(asked));
      return done;
    }),
});
