import { tracked } from "@trpc/server";
import { z } from "zod";
import { readBodies } from "../../../engine/history/read-nested.ts";
import {
  countRuns,
  getOutcome,
  getRun,
  listRuns,
  readBlob,
  withWholeOutput,
} from "../../../engine/history/read-runs.ts";
import { cancelRun } from "../../../engine/queue/control/cancel-run.ts";
import { readSnapshot } from "../../../engine/queue/snapshots/snapshots.ts";
import { Graph, NodeId } from "../../../lib/graph/graph.ts";
import { Budget } from "../../../lib/models/budget.ts";
import { Values } from "../../../lib/run.ts";
import { EventId } from "../../../lib/values/bounds.ts";
import { Done } from "../../../lib/views/api-views.ts";
import { BlobView, RunCount, RunDetail, RunFilters, RunPage, RunVersion } from "../../../lib/views/run-views.ts";
import { memberStreams } from "../../limits/event-streams.ts";
import { assertRun } from "../../pipelines/assert-run.ts";
import { startPipelineRun } from "../../pipelines/start-pipeline-run.ts";
import { BlobId, done, Id } from "../shared/inputs.ts";
import { authorId } from "../shared/require-user.ts";
import { procedure, router } from "../trpc.ts";
import { inside, iterations, progress, steps } from "./nested.ts";
import { resume, resumePreview, runFrom } from "./resume.ts";

const tags = ["Runs"];
const one = z.strictObject({ id: Id });

export const StartRun = z.strictObject({
  pipelineId: Id,
  inputs: Values.default({}).meta({ description: "Values by the names of the Input node's fields." }),
  version: RunVersion.optional().meta({
    description:
      "A published version, or “draft” for the draft, frozen as it is now. Without it the newest version runs, and the draft where there is none.",
  }),
  triggerNode: NodeId.optional().meta({
    description:
      "The id of a trigger node to start from instead of the Input node; `inputs` are its event then, and without them its test event is taken. A pipeline without an Input node starts from its only trigger.",
  }),
  /** The same key gives the same run. */
  idempotencyKey: z.string().min(1).max(200, "An idempotency key has at most 200 characters.").optional(),
  queueSeconds: z.number().int().min(1).max(604_800).optional().meta({
    description: "How long the run may wait in the queue. After that it fails with the code timeout.",
  }),
  budget: Budget.optional().meta({
    description:
      "What the models of this run may take. A call that could exceed it is not made, and its step fails with the code over_budget. The pipeline's own budget counts besides.",
  }),
});

/** `version` is the published version that runs; null for the draft. */
const RunStarted = z.object({ id: z.string(), version: z.number().int().nullable() });

export const runs = router({
  start: procedure("runs.start")
    .input(StartRun)
    .output(RunStarted)
    .mutation(async ({ ctx, input }) => {
      const trigger = ctx.member.kind === "key" ? "api" : "manual";
      const { workspaceId, traceparent } = ctx;
      const ask = { workspaceId, createdBy: authorId(ctx), trigger, traceparent, ...input } as const;
      const { id, created, version } = await startPipelineRun(ctx.app, ask);
      return { id, version: created ? version : (await getOutcome(ctx.app.db, workspaceId, id)).version };
    }),

  list: procedure("runs.read")
    .meta({ openapi: { method: "GET", path: "/runs", summary: "List runs, newest first", tags } })
    .input(RunFilters.strict())
    .output(RunPage)
    .query(({ ctx, input }) => listRuns(ctx.app.db, { workspaceId: ctx.workspaceId, ...input })),

  count: procedure("runs.read")
    .input(RunFilters.omit({ cursor: true, limit: true }).strict())
    .output(RunCount)
    .query(({ ctx, input }) => countRuns(ctx.app.db, { workspaceId: ctx.workspaceId, ...input })),

  get: procedure("runs.read")
    .meta({ openapi: { method: "GET", path: "/runs/{id}", summary: "A run with its steps", tags } })
    .input(one)
    .output(RunDetail)
    .query(async ({ ctx, input }) => {
      const run = await getRun(ctx.app.db, ctx.workspaceId, input.id);
      // Pages show the start of a large value and read the rest on demand; a script wants the value.
      return ctx.member.kind === "key" ? await withWholeOutput(ctx.app.db, ctx.workspaceId, run) : run;
    }),

  graph: procedure("runs.read")
    .meta({ openapi: { method: "GET", path: "/runs/{id}/graph", summary: "The exact graph that ran", tags } })
    .input(one)
    .output(
      z.object({
        graph: Graph,
        bodies: z.record(z.string(), Graph).meta({ description: "What ran inside it, by the path of the node." }),
      }),
    )
    .query(async ({ ctx, input }) => {
      const { db, catalogue } = ctx.app;
      const { snapshotId } = await getRun(db, ctx.workspaceId, input.id);
      const graph = await readSnapshot(db, ctx.workspaceId, snapshotId);
      return { graph, bodies: await readBodies({ pool: db.pool, catalogue }, ctx.workspaceId, graph) };
    }),

  cancel: procedure("runs.cancel")
    .meta({ openapi: { method: "POST", path: "/runs/{id}/cancel", summary: "Ask a run to stop", tags } })
    .input(one)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      const { db, broker } = ctx.app;
      await cancelRun({ pool: db.pool, broker }, { workspaceId: ctx.workspaceId, runId: input.id });
      return done;
    }),

  resume,
  runFrom,
  resumePreview,
  progress,
  inside,
  iterations,
  steps,

  blob: procedure("runs.read")
    .meta({ openapi: { method: "GET", path: "/runs/{id}/blobs/{blob}", summary: "A large value, whole", tags } })
    .input(z.strictObject({ id: Id, blob: BlobId }))
    .output(BlobView)
    .query(async ({ ctx, input }) => {
      await assertRun(ctx.app.db, ctx.workspaceId, input.id);
      return { value: await readBlob(ctx.app.db, ctx.workspaceId, input.blob) };
    }),

  events: procedure("runs.read")
    .input(z.strictObject({ id: Id, lastEventId: EventId.nullish() }))
    .subscription(async function* ({ ctx, input, signal }) {
      await assertRun(ctx.app.db, ctx.workspaceId, input.id);
      using _place = memberStreams(ctx.workspaceId);
      const after = Number(input.lastEventId ?? 0);
      for await (const event of ctx.app.watcher.watch(input.id, after, signal ?? new AbortController().signal)) {
        yield tracked(String(event.seq), event);
      }
    }),
});
