import { z } from "zod";
import { checkBodies } from "../../../engine/queue/snapshots/freeze-bodies.ts";
import { checkGraph } from "../../../lib/graph/check.ts";
import { Graph } from "../../../lib/graph/graph.ts";
import { Issue } from "../../../lib/graph/issue.ts";
import { Revision } from "../../../lib/values/bounds.ts";
import { Done, PipelineSaved, PipelineSummary, PipelineView } from "../../../lib/views/api-views.ts";
import { listPipelines } from "../../pipelines/pipeline-list.ts";
import {
  archivePipeline,
  createPipeline,
  deletePipeline,
  duplicatePipeline,
  getPipeline,
  renamePipeline,
  savePipeline,
} from "../../pipelines/pipelines.ts";
import { Description, done, Id, Name, Tags } from "../shared/inputs.ts";
import { authorId } from "../shared/require-user.ts";
import { procedure, router } from "../trpc.ts";
import { activatePipeline, deactivatePipeline, triggers } from "./triggers.ts";
import { publish, version, versions } from "./versions.ts";
import { watchDraft } from "./watch-draft.ts";

const tags = ["Pipelines"];
const one = z.strictObject({ id: Id });
const ListPipelines = z.strictObject({
  search: z.string().max(200).optional().meta({ description: "Words in the name or the description." }),
  tag: z.string().max(32).optional().meta({ description: "Only those with this tag." }),
  archived: z.boolean().optional().meta({ description: "The archived ones instead of the others." }),
});
const NewPipeline = z.strictObject({
  name: Name.optional(),
  description: Description.optional(),
  tags: Tags.optional(),
  graph: Graph.optional(),
});
const Save = z.strictObject({
  id: Id,
  revision: Revision.optional().meta({
    description:
      "The revision you edited. If the server has a different one, the save is refused. Without it, the draft is overwritten.",
  }),
  graph: Graph,
  name: Name.optional(),
  description: Description.optional(),
});

export const pipelines = router({
  publish,
  versions,
  version,
  watch: watchDraft,
  activate: activatePipeline,
  deactivate: deactivatePipeline,
  triggers,

  list: procedure("pipelines.read")
    .meta({ openapi: { method: "GET", path: "/pipelines", summary: "List pipelines", tags } })
    .input(ListPipelines.default({}))
    .output(z.array(PipelineSummary))
    .query(({ ctx, input }) => listPipelines(ctx.app, { workspaceId: ctx.workspaceId, ...input })),

  get: procedure("pipelines.read")
    .meta({ openapi: { method: "GET", path: "/pipelines/{id}", summary: "A pipeline with its draft", tags } })
    .input(one)
    .output(PipelineView)
    .query(({ ctx, input }) => getPipeline(ctx.app.db.prisma, ctx.workspaceId, input.id)),

  create: procedure("pipelines.write")
    .meta({ status: 201, openapi: { method: "POST", path: "/pipelines", summary: "Create a pipeline", tags } })
    .input(NewPipeline)
    .output(PipelineSaved)
    .mutation(({ ctx, input }) =>
      createPipeline(ctx.app.db.prisma, { workspaceId: ctx.workspaceId, createdBy: authorId(ctx), ...input }),
    ),

  save: procedure("pipelines.write")
    .meta({
      openapi: {
        method: "PUT",
        path: "/pipelines/{id}",
        summary: "Save the draft",
        description: "With `revision`, a draft that has changed since is refused with 409 stale_revision.",
        tags,
      },
    })
    .input(Save)
    .output(PipelineSaved)
    .mutation(async ({ ctx, input }) => {
      const saved = await savePipeline(ctx.app.db.prisma, { workspaceId: ctx.workspaceId, ...input });
      ctx.app.drafts.saved(saved.id, saved.revision);
      return saved;
    }),

  rename: procedure("pipelines.write")
    .meta({
      openapi: {
        method: "PATCH",
        path: "/pipelines/{id}",
        summary: "Change a pipeline's name, description or tags",
        tags,
      },
    })
    .input(
      z.strictObject({ id: Id, name: Name.optional(), description: Description.optional(), tags: Tags.optional() }),
    )
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await renamePipeline(ctx.app.db.prisma, { workspaceId: ctx.workspaceId, ...input });
      ctx.app.drafts.labelled(input.id);
      return done;
    }),

  duplicate: procedure("pipelines.write")
    .meta({
      status: 201,
      openapi: { method: "POST", path: "/pipelines/{id}/duplicate", summary: "Copy a pipeline", tags },
    })
    .input(one)
    .output(PipelineSaved)
    .mutation(({ ctx, input }) =>
      duplicatePipeline(ctx.app.db.prisma, { workspaceId: ctx.workspaceId, createdBy: authorId(ctx), ...input }),
    ),

  archive: procedure("pipelines.write")
    .input(z.strictObject({ id: Id, archived: z.boolean() }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await archivePipeline(ctx.app.db, { workspaceId: ctx.workspaceId, ...input });
      return done;
    }),

  delete: procedure("pipelines.write")
    .meta({
      openapi: {
        method: "DELETE",
        path: "/pipelines/{id}",
        summary: "Delete a pipeline with its versions and runs",
        tags,
      },
    })
    .input(one)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await deletePipeline(ctx.app.db.prisma, ctx.workspaceId, input.id);
      return done;
    }),

  check: procedure("pipelines.read")
    .meta({
      openapi: {
        method: "GET",
        path: "/pipelines/{id}/issues",
        summary: "Problems that keep the draft from running",
        tags,
      },
    })
    .input(one)
    .output(z.array(Issue))
    .query(async ({ ctx, input }) => {
      const { catalogue, checkConfig, db } = ctx.app;
      const { id, name, graph } = await getPipeline(db.prisma, ctx.workspaceId, input.id);
      const whole = { workspaceId: ctx.workspaceId, id, name, graph };
      const inside = await checkBodies({ pool: db.pool, catalogue, checkConfig }, whole);
      return [...checkGraph(graph, catalogue, checkConfig), ...inside];
    }),
});
