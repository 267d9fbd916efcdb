/** Conversations: a list of questions to one pipeline, each with the run that answers it. */
import { z } from "zod";
import { readBlob } from "../../engine/history/read-runs.ts";
import { answerIn } from "../../lib/chat/answer-in.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { AnswerOutcome } from "../../lib/models/usage.ts";
import { RunError, RunStatus, Values } from "../../lib/run.ts";
import { blobRefOf } from "../../lib/values/blob-ref.ts";
import { Json } from "../../lib/values/json.ts";
import { FileRef } from "../../lib/values/values.ts";
import {
  type ChatTurnView,
  type ConversationSummary,
  type ConversationView,
  Rating,
} from "../../lib/views/chat-views.ts";
import type { Db } from "../../platform/database/db.ts";
import { loadStatement } from "../../platform/database/sql-file.ts";
import { newId } from "../../platform/ids.ts";
import { noPipeline } from "../pipelines/pipelines.ts";
import { errorForVisitor } from "../sharing/hide-errors.ts";
import { archivedPipeline, type ChatScope, noConversation, within } from "./chat-scope.ts";
import { placeSources, readSources } from "./sources.ts";

const turnAnswers = loadStatement(new URL("./sql/turn-answers.sql", import.meta.url), {
  workspaceId: "text",
  runIds: "text[]",
});

export const untitledConversation = "New conversation";
const listed = 200;

export async function listConversations(
  { prisma }: Db,
  scope: ChatScope,
  { pipelineId, search }: { pipelineId: string; search?: string | undefined },
): Promise<ConversationSummary[]> {
  await assertPipeline(prisma, scope.workspaceId, pipelineId);
  const words = search?.trim() ?? "";
  const contains = { contains: words.replaceAll(/[\\%_]/g, "\\$&"), mode: "insensitive" } as const;
  const rows = await prisma.conversation.findMany({
    where: {
      ...within(scope),
      pipelineId,
      ...(words === "" ? {} : { OR: [{ title: contains }, { turns: { some: { question: contains } } }] }),
    },
    orderBy: { updatedAt: "desc" },
    take: listed,
  });
  return rows.map(summaryOf);
}

export async function createConversation(
  { prisma }: Db,
  scope: ChatScope,
  { pipelineId, title = untitledConversation }: { pipelineId: string; title?: string | undefined },
): Promise<ConversationSummary> {
  const { workspaceId, userId, visitor } = scope;
  const pipeline = await prisma.pipeline.findFirst({ where: { id: pipelineId, workspaceId } });
  if (!pipeline) throw noPipeline();
  if (pipeline.archivedAt !== null) throw archivedPipeline();
  if (visitor) await assertRoom(prisma, scope);
  const data = {
    id: newId(),
    workspaceId,
    pipelineId,
    title,
    createdBy: userId,
    shareLinkId: visitor?.shareLinkId ?? null,
    visitorHash: visitor?.hash ?? null,
  };
  return summaryOf(await prisma.conversation.create({ data }));
}

/** A visitor would not find more of them, and could not delete them. */
async function assertRoom(prisma: Db["prisma"], scope: ChatScope): Promise<void> {
  if ((await prisma.conversation.count({ where: within(scope) })) < listed) return;
  const words = `You have ${listed} conversations here, which is the most. Delete one that you no longer need.`;
  throw new PatchbayError("too_large", words);
}

export async function getConversation(db: Db, scope: ChatScope, id: string): Promise<ConversationView> {
  const row = await db.prisma.conversation.findFirst({
    where: { ...within(scope), id },
    include: { turns: { orderBy: { createdAt: "asc" } } },
  });
  if (!row) throw noConversation();
  const answers = await readAnswers(
    db,
    scope.workspaceId,
    row.turns.map(({ runId }) => runId),
  );
  const turns = row.turns.map(({ id, parentId, question, files, createdAt, runId }): ChatTurnView => {
    const told = answers.get(runId) ?? answerWithoutRun({ createdAt });
    const answer = scope.visitor && told.error ? { ...told, error: errorForVisitor(runId, told.error) } : told;
    const about = { id, parentId, question, runId, createdAt: createdAt.toISOString() };
    return { ...about, files: FileRef.array().parse(files), ...answer };
  });
  const places = { workspaceId: scope.workspaceId, mayOpen: scope.visitor === undefined };
  return { ...summaryOf(row), turns: await placeSources(db, places, turns) };
}

export async function renameConversation(
  { prisma }: Db,
  scope: ChatScope,
  { id, title }: { id: string; title: string },
): Promise<void> {
  const { count } = await prisma.conversation.updateMany({ where: { ...within(scope), id }, data: { title } });
  if (count === 0) throw noConversation();
}

/** Its files go with it (a trigger of the table); its runs stay in the run history. */
export async function deleteConversation({ prisma }: Db, scope: ChatScope, id: string): Promise<void> {
  const { count } = await prisma.conversation.deleteMany({ where: { ...within(scope), id } });
  if (count === 0) throw noConversation();
}

const Row = z.object({
  id: z.string(),
  status: RunStatus,
  output: Values.nullable(),
  error: RunError.nullable(),
  model: z.string().nullable(),
  outcome: AnswerOutcome.nullable(),
  reasoning: z.string().nullable(),
  sources: z.array(Json).nullable(),
  rating: Rating.nullable(),
  note: z.string().nullable(),
});
type Answer = Omit<ChatTurnView, "id" | "parentId" | "question" | "files" | "createdAt" | "runId">;

/** What each of these runs has answered so far. */
export async function readAnswers(
  db: Db,
  workspaceId: string,
  runIds: readonly string[],
): Promise<Map<string, Answer>> {
  if (runIds.length === 0) return new Map();
  const { rows } = await db.pool.query(turnAnswers({ workspaceId, runIds }));
  const answers = await Promise.all(
    z
      .array(Row)
      .parse(rows)
      .map(async (row): Promise<[string, Answer]> => [row.id, await answerOf(db, workspaceId, row)]),
  );
  return new Map(answers);
}

/** A turn is written a moment before its run. When the server ended just then, the question was never asked. */
export function statusWithoutRun({ createdAt }: { createdAt: Date }): RunStatus {
  return Date.now() - createdAt.getTime() < startSeconds * 1000 ? "queued" : "failed";
}

const startSeconds = 60;
const neverAsked = "There is no run that answers this question. Ask it again.";

function answerWithoutRun(turn: { createdAt: Date }): Answer {
  const status = statusWithoutRun(turn);
  const error = status === "failed" ? { code: "not_found" as const, message: neverAsked } : null;
  return { ...noAnswer, status, error };
}

const noAnswer: Omit<Answer, "status" | "error"> = {
  answer: null,
  reasoning: null,
  model: null,
  outcome: null,
  sources: [],
  feedback: null,
};

async function answerOf(db: Db, workspaceId: string, row: z.infer<typeof Row>): Promise<Answer> {
  const { status, error, model, outcome, rating, note } = row;
  const said = row.output && answerIn(await whole(db, workspaceId, row.output));
  return {
    status,
    answer: said?.text ?? null,
    reasoning: said?.reasoning ?? row.reasoning,
    error,
    model,
    outcome,
    sources: await readSources(db, workspaceId, row.sources ?? []),
    feedback: rating === null ? null : { rating, note: note ?? "" },
  };
}

/** Values over 64 kB are stored apart. */
async function whole(db: Db, workspaceId: string, output: Values): Promise<Values> {
  const entries = Object.entries(output).map(async ([name, value]) => {
    const blob = blobRefOf(value);
    return [name, blob ? await readBlob(db, workspaceId, blob.$blob) : value] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

type ConversationRow = { id: string; pipelineId: string; title: string; createdAt: Date; updatedAt: Date };

function summaryOf({ id, pipelineId, title, createdAt, updatedAt }: ConversationRow): ConversationSummary {
  return { id, pipelineId, title, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}

async function assertPipeline(prisma: Db["prisma"], workspaceId: string, id: string): Promise<void> {
  if ((await prisma.pipeline.count({ where: { id, workspaceId } })) === 0) throw noPipeline();
}
