import { tracked } from "@trpc/server";
import { z } from "zod";
import { countInside, getProgress, listItemSteps } from "../../../engine/history/read-nested.ts";
import { getRun, readBlobOfRun } from "../../../engine/history/read-runs.ts";
import { cancelRun } from "../../../engine/queue/control/cancel-run.ts";
import { PatchbayError } from "../../../lib/errors.ts";
import { Values } from "../../../lib/run.ts";
import { EventId, VersionNumber } from "../../../lib/values/bounds.ts";
import { Done, SharedPipeline, ShareLinkView, SharePage } from "../../../lib/views/api-views.ts";
import { InsideCount, IterationSteps, Progress } from "../../../lib/views/nested-views.ts";
import { BlobView, RunDetail } from "../../../lib/views/run-views.ts";
import { demandSharedChat } from "../../chat/read-chat.ts";
import { shareStreams } from "../../limits/event-streams.ts";
import { whileAllowed } from "../../limits/while-allowed.ts";
import { startPipelineRun } from "../../pipelines/start-pipeline-run.ts";
import { eventForHolder, runForVisitor, stepForVisitor, valueForVisitor } from "../../sharing/hide-errors.ts";
import {
  assertLinkRun,
  assertShareLink,
  countingRun,
  createShareLink,
  limitFiles,
  listShareLinks,
  openShareLink,
  revokeShareLink,
} from "../../sharing/share.ts";
import { insidePath } from "../runs/nested.ts";
import { asDate, BlobId, done, FutureTime, Id, Token } from "../shared/inputs.ts";
import { perIp, shareRuns } from "../shared/limits.ts";
import { authorId } from "../shared/require-user.ts";
import { openProcedure, procedure, router, withErrorsOf } from "../trpc.ts";

const FileMegabytes = z.number().int().min(1, "Allow at least 1 MB.").max(1_000_000, "Allow at most 1,000,000 MB.");

const NewLink = z.strictObject({
  pipelineId: Id,
  versionNumber: VersionNumber,
  page: SharePage.default("pipeline"),
  canRun: z.boolean(),
  /** Of a chat that visitors may ask. */
  takesFiles: z.boolean().default(false),
  fileMegabytes: FileMegabytes.optional(),
  maxRuns: z
    .number()
    .int()
    .min(1, "Allow at least one run.")
    .max(1_000_000, "Allow at most 1,000,000 runs.")
    .optional(),
  expiresAt: FutureTime.optional(),
});
const holder = openProcedure("share.use").use(perIp("share"));
const oneRun = z.strictObject({ token: Token, runId: Id });

export const share = router({
  create: procedure("shares.manage")
    .input(NewLink)
    .output(z.object({ id: z.string(), url: z.string() }))
    .mutation(async ({ ctx, input }) => {
      const { expiresAt, ...link } = input;
      if (link.page === "chat") await demandSharedChat(ctx.app, { workspaceId: ctx.workspaceId, ...link });
      const by = { workspaceId: ctx.workspaceId, createdBy: authorId(ctx) };
      const { id, token } = await createShareLink(ctx.app.db.prisma, { ...by, ...link, expiresAt: asDate(expiresAt) });
      return { id, url: `${ctx.app.env.PATCHBAY_URL}/s/${token}` };
    }),

  list: procedure("shares.manage")
    .input(z.strictObject({ pipelineId: Id }))
    .output(z.array(ShareLinkView))
    .query(({ ctx, input }) => listShareLinks(ctx.app.db.prisma, ctx.workspaceId, input.pipelineId)),

  limitFiles: procedure("shares.manage")
    .input(z.strictObject({ id: Id, fileMegabytes: FileMegabytes }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await limitFiles(ctx.app.db.prisma, ctx.workspaceId, input);
      return done;
    }),

  revoke: procedure("shares.manage")
    .input(z.strictObject({ id: Id }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await revokeShareLink(ctx.app.db.prisma, ctx.workspaceId, input.id);
      return done;
    }),

  view: holder
    .input(z.strictObject({ token: Token }))
    .output(SharedPipeline)
    .query(async ({ ctx, input }) => (await openShareLink(ctx.app.db.prisma, input.token)).shared),

  run: holder
    .input(z.strictObject({ token: Token, inputs: Values.default({}) }))
    .output(z.object({ runId: z.string() }))
    .mutation(async ({ ctx, input }) => {
      const link = await openShareLink(ctx.app.db.prisma, input.token);
      if (!link.canRun)
        throw new PatchbayError(
          "forbidden",
          "This link is view-only. To run the pipeline, ask the sender for a link that allows it.",
        );
      shareRuns(link.id);
      const { id, workspaceId, pipelineId, versionNumber: version } = link;
      const ask = {
        workspaceId,
        pipelineId,
        version,
        inputs: input.inputs,
        trigger: "share",
        shareLinkId: id,
      } as const;
      const started = await countingRun(ctx.app.db.prisma, id, () => startPipelineRun(ctx.app, ask));
      return { runId: started.id };
    }),

  getRun: holder
    .input(oneRun)
    .output(RunDetail)
    .query(async ({ ctx, input }) => {
      const link = await openShareLink(ctx.app.db.prisma, input.token);
      await assertLinkRun(ctx.app.db.prisma, link.id, input.runId);
      return runForVisitor(await getRun(ctx.app.db, link.workspaceId, input.runId));
    }),

  blob: holder
    .input(oneRun.extend({ blob: BlobId }))
    .output(BlobView)
    .query(async ({ ctx, input: { token, runId, blob } }) => {
      const link = await openShareLink(ctx.app.db.prisma, token);
      await assertLinkRun(ctx.app.db.prisma, link.id, runId);
      const value = await readBlobOfRun(ctx.app.db, { workspaceId: link.workspaceId, runId }, blob);
      return { value: valueForVisitor(runId, value) };
    }),

  progress: holder
    .input(oneRun)
    .output(z.array(Progress))
    .query(async ({ ctx, input: { token, runId } }) => {
      const link = await openShareLink(ctx.app.db.prisma, token);
      await assertLinkRun(ctx.app.db.prisma, link.id, runId);
      return await getProgress(ctx.app.db, link.workspaceId, runId);
    }),

  inside: holder
    .input(oneRun.extend(insidePath))
    .output(z.array(InsideCount))
    .query(async ({ ctx, input: { token, ...ask } }) => {
      const link = await openShareLink(ctx.app.db.prisma, token);
      await assertLinkRun(ctx.app.db.prisma, link.id, ask.runId);
      return await countInside(ctx.app.db, ask);
    }),

  steps: holder
    .input(oneRun.extend(insidePath))
    .output(IterationSteps)
    .query(async ({ ctx, input: { token, ...ask } }) => {
      const link = await openShareLink(ctx.app.db.prisma, token);
      await assertLinkRun(ctx.app.db.prisma, link.id, ask.runId);
      const steps = await listItemSteps(ctx.app.db, { ...ask, workspaceId: link.workspaceId });
      return steps.map((step) => stepForVisitor(ask.runId, step));
    }),

  cancelRun: holder
    .input(oneRun)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      const { db, broker } = ctx.app;
      const link = await openShareLink(db.prisma, input.token);
      await assertLinkRun(db.prisma, link.id, input.runId);
      await cancelRun({ pool: db.pool, broker }, { workspaceId: link.workspaceId, runId: input.runId });
      return done;
    }),

  runEvents: holder
    .input(
      oneRun.extend({
        lastEventId: EventId.nullish(),
      }),
    )
    .subscription(async function* ({ ctx, input, signal }) {
      const link = await openShareLink(ctx.app.db.prisma, input.token);
      await assertLinkRun(ctx.app.db.prisma, link.id, input.runId);
      using _place = shareStreams(link.id);
      const after = Number(input.lastEventId ?? 0);
      const events = ctx.app.watcher.watch(input.runId, after, signal ?? new AbortController().signal);
      const check = () => assertShareLink(ctx.app.db.prisma, input.token);
      for await (const event of withErrorsOf(whileAllowed(events, check))) {
        yield tracked(String(event.seq), eventForHolder(event));
      }
    }),
});
