import { tracked } from "@trpc/server";
import { z } from "zod";
import { cancelRun } from "../../../engine/queue/control/cancel-run.ts";
import { fileLimits } from "../../../lib/documents/file-limits.ts";
import { EventId } from "../../../lib/values/bounds.ts";
import { Done } from "../../../lib/views/api-views.ts";
import { ConversationSummary, ConversationView, SharedChatView, TurnStarted } from "../../../lib/views/chat-views.ts";
import {
  createConversation,
  deleteConversation,
  getConversation,
  listConversations,
  renameConversation,
} from "../../chat/conversations.ts";
import { giveFeedback } from "../../chat/feedback.ts";
import { readChat } from "../../chat/read-chat.ts";
import { sendMessage } from "../../chat/send-message.ts";
import {
  assertMayAsk,
  eventForVisitor,
  runOfTurn,
  type VisitorScope,
  VisitorSecret,
  visitorScope,
} from "../../chat/visitor.ts";
import { assertTakesFiles, filesOfVisitor, noteSent } from "../../chat/visitor-files.ts";
import { shareStreams, visitorStreams } from "../../limits/event-streams.ts";
import { whileAllowed } from "../../limits/while-allowed.ts";
import { assertShareLink, countingRun, openShareLink } from "../../sharing/share.ts";
import type { Context } from "../context.ts";
import { done, Id, Token } from "../shared/inputs.ts";
import { chatRuns, perIp } from "../shared/limits.ts";
import { openProcedure, router, withErrorsOf } from "../trpc.ts";
import { FeedbackGiven, feedbackOf, NewMessage, Search, Title } from "./inputs.ts";

const holder = openProcedure("share.use").use(perIp("share"));
const visit = z.strictObject({ token: Token, visitor: VisitorSecret });
const one = visit.extend({ id: Id });
const turn = visit.extend({ turnId: Id });

async function enter({ app }: Context, { token, visitor }: z.infer<typeof visit>) {
  const link = await openShareLink(app.db.prisma, token, "chat");
  return { link, scope: visitorScope(link, visitor) };
}

function countAsk({ ip }: Context, { visitor: { shareLinkId: linkId, hash } }: VisitorScope): void {
  chatRuns({ linkId, visitor: hash, ip });
}

/** The conversations of one browser behind a share link that shows a chat. */
export const sharedChat = router({
  open: holder
    .input(z.strictObject({ token: Token }))
    .output(SharedChatView)
    .query(async ({ ctx, input }) => {
      const link = await openShareLink(ctx.app.db.prisma, input.token, "chat");
      const { workspaceId, pipelineId, versionNumber: version, canRun, takesFiles, shared } = link;
      const { view } = await readChat(ctx.app, { workspaceId, pipelineId, version });
      const files = canRun && takesFiles ? view.files : [];
      return { ...view, files, canAddMemory: false, latestVersion: version, canRun, runsLeft: shared.runsLeft };
    }),

  list: holder
    .input(visit.extend({ search: Search }))
    .output(z.array(ConversationSummary))
    .query(async ({ ctx, input }) => {
      const { link, scope } = await enter(ctx, input);
      return await listConversations(ctx.app.db, scope, { pipelineId: link.pipelineId, search: input.search });
    }),

  create: holder
    .input(visit)
    .output(ConversationSummary)
    .mutation(async ({ ctx, input }) => {
      const { link, scope } = await enter(ctx, input);
      assertMayAsk(link);
      countAsk(ctx, scope);
      return await createConversation(ctx.app.db, scope, { pipelineId: link.pipelineId });
    }),

  get: holder
    .input(one)
    .output(ConversationView)
    .query(async ({ ctx, input }) => {
      const { scope } = await enter(ctx, input);
      return await getConversation(ctx.app.db, scope, input.id);
    }),

  rename: holder
    .input(one.extend({ title: Title }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      const { scope } = await enter(ctx, input);
      await renameConversation(ctx.app.db, scope, input);
      return done;
    }),

  delete: holder
    .input(one)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      const { scope } = await enter(ctx, input);
      await deleteConversation(ctx.app.db, scope, input.id);
      return done;
    }),

  send: holder
    .input(NewMessage.extend({ ...visit.shape, files: z.array(Id).max(fileLimits.files).default([]) }))
    .output(TurnStarted)
    .mutation(async ({ ctx, input: { token, visitor, id, files: ids, ...message } }) => {
      const { prisma } = ctx.app.db;
      const { link, scope } = await enter(ctx, { token, visitor });
      assertMayAsk(link);
      if (ids.length > 0) assertTakesFiles(link);
      countAsk(ctx, scope);
      const files = await filesOfVisitor(prisma, scope, { conversationId: id, ids });
      const options = { scope, trigger: "share", shareLinkId: link.id } as const;
      const ask = { conversationId: id, version: link.versionNumber, ...message, files };
      const started = await countingRun(prisma, link.id, () => sendMessage(ctx.app, options, ask));
      await noteSent(prisma, ids);
      return started;
    }),

  cancel: holder
    .input(turn)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      const { db, broker } = ctx.app;
      const { link, scope } = await enter(ctx, input);
      const runId = await runOfTurn(db.prisma, scope, input.turnId);
      await cancelRun({ pool: db.pool, broker }, { workspaceId: link.workspaceId, runId });
      return done;
    }),

  giveFeedback: holder
    .input(FeedbackGiven.extend(turn.shape))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      const { link, scope } = await enter(ctx, input);
      const runId = await runOfTurn(ctx.app.db.prisma, scope, input.turnId);
      await giveFeedback(ctx.app.db, { workspaceId: link.workspaceId, runId }, feedbackOf(input));
      return done;
    }),

  events: holder.input(turn.extend({ lastEventId: EventId.nullish() })).subscription(async function* ({
    ctx,
    input,
    signal,
  }) {
    const { link, scope } = await enter(ctx, input);
    const runId = await runOfTurn(ctx.app.db.prisma, scope, input.turnId);
    const { workspaceId, pipelineId, versionNumber: version } = link;
    const { view } = await readChat(ctx.app, { workspaceId, pipelineId, version });
    using _own = visitorStreams(scope.visitor.hash);
    using _place = shareStreams(link.id);
    const after = Number(input.lastEventId ?? 0);
    const events = ctx.app.watcher.watch(runId, after, signal ?? new AbortController().signal);
    const check = () => assertShareLink(ctx.app.db.prisma, input.token, "chat");
    for await (const event of withErrorsOf(whileAllowed(events, check))) {
      const told = eventForVisitor(event, view.speakers);
      if (told) yield tracked(String(told.seq), told);
    }
  }),
});
