/** Conversations as pages, REST and scripts see them. Times are ISO 8601. */
import * as z from "zod";
import { AnswerOutcome } from "../models/usage.ts";
import { Field } from "../node-types/manifest.ts";
import { RunError, RunStatus } from "../run.ts";
import { Document, FileRef } from "../values/values.ts";

const Time = z.string().meta({ format: "date-time" });

export const Rating = z.enum(["up", "down"]);
export type Rating = z.infer<typeof Rating>;
export const Feedback = z.object({ rating: Rating, note: z.string() });
export type Feedback = z.infer<typeof Feedback>;

/** How a pipeline is chatted with; of one that cannot be, `problem` says why and what to do. */
export const ChatView = z.object({
  name: z.string(),
  description: z.string(),
  /** The published version that answers; null for the draft. */
  version: z.number().int().nullable(),
  latestVersion: z.number().int().nullable(),
  problem: z.string().nullable(),
  isArchived: z.boolean().meta({ description: "What was said can be read, and nothing be asked." }),
  /** Without a memory every question stands on its own. */
  hasMemory: z.boolean(),
  /** A field of the Input node that can take what was said before could be added in one step. */
  canAddMemory: z.boolean(),
  question: Field.nullable(),
  files: z.array(Field),
  speakers: z.array(z.string()),
});
export type ChatView = z.infer<typeof ChatView>;

export const ConversationSummary = z.object({
  id: z.string(),
  pipelineId: z.string(),
  title: z.string(),
  createdAt: Time,
  updatedAt: Time,
});
export type ConversationSummary = z.infer<typeof ConversationSummary>;

/** A passage that was found for an answer. */
export const Source = Document.extend({
  place: z
    .object({ collectionId: z.string(), documentId: z.string(), position: z.number().int() })
    .exactOptional()
    .meta({ description: "Its place in a document of a collection, while that document is there." }),
});
export type Source = z.infer<typeof Source>;

/** A question and its answer. */
export const ChatTurnView = z.object({
  id: z.string(),
  parentId: z.string().nullable().meta({
    description: "The turn before it. Turns with the same parent are edits of one question, or answers to it.",
  }),
  question: z.string(),
  files: z.array(FileRef),
  createdAt: Time,
  runId: z.string().meta({ description: "The run that answers. Its events stream the answer." }),
  status: RunStatus,
  answer: z.string().nullable(),
  reasoning: z.string().nullable().meta({ description: "What the model thought first, where its provider shows it." }),
  error: RunError.nullable(),
  model: z.string().nullable(),
  /** How the answer ended, where a language model gave it. */
  outcome: AnswerOutcome.nullable(),
  sources: z.array(Source).meta({ description: "The passages that the run's retrievers found, best first." }),
  feedback: Feedback.nullable(),
});
export type ChatTurnView = z.infer<typeof ChatTurnView>;

export const ConversationView = ConversationSummary.extend({ turns: z.array(ChatTurnView) });
export type ConversationView = z.infer<typeof ConversationView>;

export const TurnStarted = z.object({ id: z.string(), runId: z.string() });
export type TurnStarted = z.infer<typeof TurnStarted>;

/** What a visitor of a share link sees of it. */
export const SharedChatView = ChatView.extend({
  canRun: z.boolean(),
  /** How many answers the link is still good for; null is any number. */
  runsLeft: z.number().int().nullable(),
});
export type SharedChatView = z.infer<typeof SharedChatView>;
