import { z } from "zod";
import { Revision, VersionNumber } from "../../../lib/values/bounds.ts";
import { VersionSummary, VersionView } from "../../../lib/views/api-views.ts";
import { getVersion, listVersions, publishVersion } from "../../pipelines/versions.ts";
import { Id, Note } from "../shared/inputs.ts";
import { authorId } from "../shared/require-user.ts";
import { procedure } from "../trpc.ts";

const tags = ["Versions"];

export const publish = procedure("pipelines.write")
  .meta({
    status: 201,
    openapi: {
      method: "POST",
      path: "/pipelines/{id}/versions",
      summary: "Publish the draft as the next version",
      description: "Refused with 422 invalid_graph, and every problem in `issues`, when the draft cannot run.",
      tags,
    },
  })
  .input(z.strictObject({ id: Id, revision: Revision.optional(), note: Note.optional() }))
  .output(z.object({ number: z.number().int() }))
  .mutation(async ({ ctx, input }) => {
    const made = await publishVersion(ctx.app, { workspaceId: ctx.workspaceId, createdBy: authorId(ctx), ...input });
    ctx.app.drafts.labelled(input.id);
    return made;
  });

export const versions = procedure("pipelines.read")
  .meta({ openapi: { method: "GET", path: "/pipelines/{id}/versions", summary: "Versions, newest first", tags } })
  .input(z.strictObject({ id: Id }))
  .output(z.array(VersionSummary))
  .query(({ ctx, input }) => listVersions(ctx.app.db.prisma, ctx.workspaceId, input.id));

export const version = procedure("pipelines.read")
  .meta({
    openapi: { method: "GET", path: "/pipelines/{id}/versions/{number}", summary: "A version with its graph", tags },
  })
  .input(z.strictObject({ id: Id, number: VersionNumber }))
  .output(VersionView)
  .query(({ ctx, input }) =>
    getVersion(ctx.app.db.prisma, { workspaceId: ctx.workspaceId, pipelineId: input.id, number: input.number }),
  );
