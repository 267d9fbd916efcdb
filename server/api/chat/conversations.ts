import { z } from "zod";
import { VersionNumber } from "../../../lib/values/bounds.ts";
import { Done, PipelineSaved } from "../../../lib/views/api-views.ts";
import {
  ChatView,
  ConversationSummary,
  ConversationView,
  Feedback,
  TurnStarted,
} from "../../../lib/views/chat-views.ts";
import { RunVersion } from "../../../lib/views/run-views.ts";
import type { Member } from "../../auth/authorize.ts";
import type { ChatScope } from "../../chat/chat-scope.ts";
import {
  createConversation,
  deleteConversation,
  getConversation,
  listConversations,
  renameConversation,
} from "../../chat/conversations.ts";
import { giveFeedback, readFeedback } from "../../chat/feedback.ts";
import { giveMemory, readChat } from "../../chat/read-chat.ts";
import { sendMessage } from "../../chat/send-message.ts";
import { done, Id } from "../shared/inputs.ts";
import { authorId } from "../shared/require-user.ts";
import { procedure, router } from "../trpc.ts";
import { FeedbackGiven, Files, feedbackOf, NewMessage, Search, Title } from "./inputs.ts";

const tags = ["Conversations"];
const one = z.strictObject({ id: Id });
const own = "A person sees their own conversations, an API key those that API keys of the workspace started.";

export const conversations = router({
  chat: procedure("pipelines.read")
    .meta({
      openapi: {
        method: "GET",
        path: "/pipelines/{pipelineId}/chat",
        summary: "How a pipeline is chatted with",
        description: "Which input takes the message, whether it has a memory, and what stands in the way of a chat.",
        tags,
      },
    })
    .input(
      z.strictObject({
        pipelineId: Id,
        version: VersionNumber.optional().meta({
          description: "Without it the newest, and the draft where there is none.",
        }),
        draft: z.boolean().optional().meta({ description: "The draft instead." }),
      }),
    )
    .output(ChatView)
    .query(async ({ ctx, input: { pipelineId, version, draft } }) => {
      const ask = { workspaceId: ctx.workspaceId, pipelineId, version: draft ? ("draft" as const) : version };
      return (await readChat(ctx.app, ask)).view;
    }),

  addMemory: procedure("pipelines.write")
    .input(z.strictObject({ pipelineId: Id }))
    .output(PipelineSaved)
    .mutation(async ({ ctx, input }) => {
      const saved = await giveMemory(ctx.app, { workspaceId: ctx.workspaceId, ...input });
      ctx.app.drafts.saved(saved.id, saved.revision);
      return saved;
    }),

  list: procedure("runs.read")
    .meta({
      openapi: {
        method: "GET",
        path: "/pipelines/{pipelineId}/conversations",
        summary: "List conversations",
        description: `The 200 that were used last. ${own}`,
        tags,
      },
    })
    .input(z.strictObject({ pipelineId: Id, search: Search }))
    .output(z.array(ConversationSummary))
    .query(({ ctx, input }) => listConversations(ctx.app.db, scopeOf(ctx), input)),

  create: procedure("runs.start")
    .meta({
      status: 201,
      openapi: {
        method: "POST",
        path: "/pipelines/{pipelineId}/conversations",
        summary: "Start a conversation",
        description: "Without a title its first message becomes it.",
        tags,
      },
    })
    .input(z.strictObject({ pipelineId: Id, title: Title.optional() }))
    .output(ConversationSummary)
    .mutation(({ ctx, input }) => createConversation(ctx.app.db, scopeOf(ctx), input)),

  get: procedure("runs.read")
    .meta({ openapi: { method: "GET", path: "/conversations/{id}", summary: "A conversation with its turns", tags } })
    .input(one)
    .output(ConversationView)
    .query(({ ctx, input }) => getConversation(ctx.app.db, scopeOf(ctx), input.id)),

  rename: procedure("runs.start")
    .meta({ openapi: { method: "PATCH", path: "/conversations/{id}", summary: "Rename a conversation", tags } })
    .input(one.extend({ title: Title }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await renameConversation(ctx.app.db, scopeOf(ctx), input);
      return done;
    }),

  delete: procedure("runs.start")
    .meta({
      openapi: {
        method: "DELETE",
        path: "/conversations/{id}",
        summary: "Delete a conversation",
        description: "Its files go with it; its runs stay in the run history.",
        tags,
      },
    })
    .input(one)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await deleteConversation(ctx.app.db, scopeOf(ctx), input.id);
      return done;
    }),

  send: procedure("runs.start")
    .meta({
      status: 201,
      openapi: {
        method: "POST",
        path: "/conversations/{id}/messages",
        summary: "Send a message",
        description:
          "Starts the run that answers. The events of that run stream the answer; the conversation has it when the run has ended.",
        tags,
      },
    })
    .input(NewMessage.extend({ files: Files, version: RunVersion.optional() }))
    .output(TurnStarted)
    .mutation(({ ctx, input: { id, ...message } }) => {
      const { traceparent } = ctx;
      const trigger = ctx.member.kind === "key" ? "api" : "chat";
      const options = { scope: scopeOf(ctx), trigger, createdBy: authorId(ctx), traceparent } as const;
      return sendMessage(ctx.app, options, { conversationId: id, ...message });
    }),

  feedback: procedure("runs.read")
    .meta({ openapi: { method: "GET", path: "/runs/{runId}/feedback", summary: "Feedback on an answer", tags } })
    .input(z.strictObject({ runId: Id }))
    .output(z.object({ feedback: Feedback.nullable() }))
    .query(async ({ ctx, input }) => ({
      feedback: await readFeedback(ctx.app.db, { workspaceId: ctx.workspaceId, ...input }),
    })),

  giveFeedback: procedure("feedback.give")
    .meta({
      openapi: {
        method: "PUT",
        path: "/runs/{runId}/feedback",
        summary: "Give feedback on an answer",
        description: "Thumbs up or down, with a note. It takes the place of feedback that was given before.",
        tags,
      },
    })
    .input(FeedbackGiven.extend({ runId: Id }))
    .output(Done)
    .mutation(async ({ ctx, input: { runId, ...given } }) => {
      const of = { workspaceId: ctx.workspaceId, runId, givenBy: authorId(ctx) };
      await giveFeedback(ctx.app.db, of, feedbackOf(given));
      return done;
    }),
});

function scopeOf(ctx: { workspaceId: string; member: Member }): ChatScope {
  return { workspaceId: ctx.workspaceId, userId: authorId({ actor: ctx.member }) ?? null };
}
