import { z } from "zod";
import {
  backfillLimits,
  cancelBackfill,
  listBackfills,
  startBackfill,
} from "../../../engine/triggers/backfill/backfills.ts";
import { PatchbayError } from "../../../lib/errors.ts";
import { VersionNumber } from "../../../lib/values/bounds.ts";
import { BackfillView } from "../../../lib/views/live/backfill-views.ts";
import { assertPipeline } from "../../pipelines/pipelines.ts";
import { getVersion, newestVersion } from "../../pipelines/versions.ts";
import { Id } from "../shared/inputs.ts";
import { authorId } from "../shared/require-user.ts";
import { procedure, router } from "../trpc.ts";

const tags = ["Triggers"];
const node = z.strictObject({ id: Id, nodeId: Id });
const path = "/pipelines/{id}/triggers/{nodeId}/backfills";
const Time = z.iso.datetime({ offset: true });

export const backfills = router({
  start: procedure("runs.start")
    .meta({
      status: 201,
      openapi: {
        method: "POST",
        path,
        summary: "Run a schedule for past times",
        description:
          "Starts a run for each time of a Schedule node from `from` up to, but without, `to`, at most `concurrency` at once. Times that have a run already are passed over, unless `again` is true. Without `version` it is the one that is on, or the newest.",
        tags,
      },
    })
    .input(
      node.extend({
        from: Time,
        to: Time,
        concurrency: z.number().int().min(1).max(backfillLimits.concurrency).default(1),
        again: z.boolean().default(false),
        version: VersionNumber.optional(),
      }),
    )
    .output(BackfillView)
    .mutation(async ({ ctx, input }) => {
      const { app, workspaceId } = ctx;
      const { id: pipelineId, from, to, version: asked, ...rest } = input;
      await assertPipeline(app.db.prisma, workspaceId, pipelineId);
      const range = { from: Date.parse(from), to: Math.min(Date.parse(to), Date.now()) };
      const on = await app.db.prisma.activation.findUnique({ where: { pipelineId } });
      const version = asked ?? on?.versionNumber ?? (await newestVersion(app.db.prisma, pipelineId));
      if (version === undefined) {
        throw new PatchbayError("conflict", "This pipeline has no version to run. Publish it first.");
      }
      const { snapshotId } = await getVersion(app.db.prisma, { workspaceId, pipelineId, number: version });
      const by = { workspaceId, pipelineId, createdBy: authorId(ctx) };
      return await startBackfill(app, { ...rest, ...range, ...by, version, snapshotId });
    }),

  list: procedure("runs.read")
    .meta({
      openapi: {
        method: "GET",
        path,
        summary: "Backfills of a schedule",
        description: "The last twenty, newest first.",
        tags,
      },
    })
    .input(node)
    .output(z.array(BackfillView))
    .query(async ({ ctx, input: { id: pipelineId, nodeId } }) => {
      await assertPipeline(ctx.app.db.prisma, ctx.workspaceId, pipelineId);
      return await listBackfills(ctx.app.db, { workspaceId: ctx.workspaceId, pipelineId, nodeId });
    }),

  cancel: procedure("runs.start")
    .meta({
      openapi: {
        method: "POST",
        path: `${path}/{backfillId}/cancel`,
        summary: "Stop a backfill",
        description: "It starts no more runs. Those that were accepted go on.",
        tags,
      },
    })
    .input(node.extend({ backfillId: Id }))
    .output(BackfillView)
    .mutation(async ({ ctx, input: { id: pipelineId, nodeId, backfillId: id } }) => {
      await assertPipeline(ctx.app.db.prisma, ctx.workspaceId, pipelineId);
      return await cancelBackfill(ctx.app.db, { workspaceId: ctx.workspaceId, pipelineId, nodeId, id });
    }),
});
