import { z } from "zod";
import { activate, deactivate } from "../../../engine/triggers/activate.ts";
import { PatchbayError } from "../../../lib/errors.ts";
import { VersionNumber } from "../../../lib/values/bounds.ts";
import { PipelineTriggers } from "../../../lib/views/live/trigger-views.ts";
import { authorize } from "../../auth/authorize.ts";
import { triggersWithAddresses } from "../../hooks/hook-address.ts";
import { assertPipeline } from "../../pipelines/pipelines.ts";
import { getVersion, newestVersion } from "../../pipelines/versions.ts";
import type { Context } from "../context.ts";
import { Id } from "../shared/inputs.ts";
import { authorId } from "../shared/require-user.ts";
import { procedure } from "../trpc.ts";

const tags = ["Triggers"];
const one = z.strictObject({ id: Id });

export const activatePipeline = procedure("pipelines.write")
  .meta({
    openapi: {
      method: "POST",
      path: "/pipelines/{id}/activate",
      summary: "Switch a pipeline on",
      description:
        "From now on each event of the version's triggers starts a run. Without `version` it is the newest one. A pipeline that is on is switched to the version: no event is lost or doubled. Needs the scope `runs.start` as well. Refused with 409 conflict when the version has no triggers.",
      tags,
    },
  })
  .input(z.strictObject({ id: Id, version: VersionNumber.optional() }))
  .output(PipelineTriggers)
  .mutation(async ({ ctx, input }) => {
    const { app, workspaceId } = ctx;
    const pipelineId = input.id;
    await assertPipeline(app.db.prisma, workspaceId, pipelineId);
    demandStart(ctx, pipelineId);
    const newest = await newestVersion(app.db.prisma, pipelineId);
    const version = input.version ?? newest;
    if (newest === undefined || version === undefined) {
      throw new PatchbayError("conflict", "This pipeline has no version to switch on. Publish it first.");
    }
    const { snapshotId } = await getVersion(app.db.prisma, { workspaceId, pipelineId, number: version });
    await activate(app, { workspaceId, pipelineId, version, snapshotId, activatedBy: authorId(ctx) });
    app.drafts.labelled(pipelineId);
    return await triggersWithAddresses(app, workspaceId, pipelineId);
  });

/** Once it is on, events start runs, which is to start them. */
function demandStart(ctx: Context, pipelineId: string): void {
  try {
    authorize(ctx, "runs.start", { pipelineId });
  } catch (error) {
    if (!(error instanceof PatchbayError)) throw error;
    const why = `Once a pipeline is on, its triggers start runs. ${error.userMessage}`;
    throw new PatchbayError(error.code, why, { message: `runs.start: ${why}` });
  }
}

export const deactivatePipeline = procedure("pipelines.write")
  .meta({
    openapi: {
      method: "POST",
      path: "/pipelines/{id}/deactivate",
      summary: "Switch a pipeline off",
      description: "From now on its triggers start no runs. Runs that were accepted go on.",
      tags,
    },
  })
  .input(one)
  .output(PipelineTriggers)
  .mutation(async ({ ctx, input }) => {
    await assertPipeline(ctx.app.db.prisma, ctx.workspaceId, input.id);
    await deactivate(ctx.app.db, ctx.workspaceId, input.id);
    ctx.app.drafts.labelled(input.id);
    return await triggersWithAddresses(ctx.app, ctx.workspaceId, input.id);
  });

export const triggers = procedure("pipelines.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/pipelines/{id}/triggers",
      summary: "Triggers of a pipeline, and how each stands",
      description:
        "Of the version that is on; of a pipeline that is off, those of its newest version, or of the draft where there is none.",
      tags,
    },
  })
  .input(one)
  .output(PipelineTriggers)
  .query(({ ctx, input }) => triggersWithAddresses(ctx.app, ctx.workspaceId, input.id));
