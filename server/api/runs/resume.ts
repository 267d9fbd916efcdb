import { z } from "zod";
import { previewResume, resumeRun } from "../../../engine/history/resume-run.ts";
import { Values } from "../../../lib/run.ts";
import { ResumePreview, RunResumed } from "../../../lib/views/resume-views.ts";
import { RunVersion } from "../../../lib/views/run-views.ts";
import { resumeDeps } from "../../pipelines/start-pipeline-run.ts";
import { Id } from "../shared/inputs.ts";
import { authorId } from "../shared/require-user.ts";
import { procedure } from "../trpc.ts";

const tags = ["Runs"];
const how = {
  id: Id,
  inputs: Values.optional().meta({ description: "Inputs that differ from the run's; the others stay as they were." }),
  version: RunVersion.optional().meta({
    description: "A published version, or “draft”; without it the graph that ran.",
  }),
};
const only = z.boolean().meta({ description: "Leave out what follows the node." });
const nodeId = z.string().min(1).max(64).meta({ description: "The node to run from; what it does not need stays." });

export const resume = procedure("runs.start")
  .meta({
    status: 201,
    openapi: {
      method: "POST",
      path: "/runs/{id}/resume",
      summary: "Resume a failed or cancelled run as a new one",
      description:
        "Steps that succeeded, and whose settings and inputs are the same, are reused; the others run again. 409 conflict when the run has not ended or succeeded.",
      tags,
    },
  })
  .input(z.strictObject(how))
  .output(RunResumed)
  .mutation(({ ctx, input: { id, ...ask } }) =>
    resumeRun(resumeDeps(ctx.app), { workspaceId: ctx.workspaceId, createdBy: authorId(ctx), runId: id, ...ask }),
  );

export const runFrom = procedure("runs.start")
  .meta({
    status: 201,
    openapi: {
      method: "POST",
      path: "/runs/{id}/run-from",
      summary: "Run a node and what follows it again, with the values of a finished run",
      tags,
    },
  })
  .input(z.strictObject({ ...how, nodeId, only: only.optional() }))
  .output(RunResumed)
  .mutation(({ ctx, input: { id, ...ask } }) =>
    resumeRun(resumeDeps(ctx.app), { workspaceId: ctx.workspaceId, createdBy: authorId(ctx), runId: id, ...ask }),
  );

/** A mutation because it freezes the draft that it looks at, and because inputs may be long. */
export const resumePreview = procedure("runs.start")
  .input(z.strictObject({ ...how, nodeId: nodeId.optional(), only: only.optional() }))
  .output(ResumePreview)
  .mutation(({ ctx, input: { id, ...ask } }) =>
    previewResume(resumeDeps(ctx.app), { workspaceId: ctx.workspaceId, runId: id, ...ask }),
  );
