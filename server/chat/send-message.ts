import type { ChatShape } from "../../lib/chat/chat-shape.ts";
import { type ErrorCode, PatchbayError } from "../../lib/errors.ts";
import { isFinished, RunStatus, type Values } from "../../lib/run.ts";
import { FileRef, type Message } from "../../lib/values/values.ts";
import type { TurnStarted } from "../../lib/views/chat-views.ts";
import type { RunVersion } from "../../lib/views/run-views.ts";
import type { Db } from "../../platform/database/db.ts";
import { newId } from "../../platform/ids.ts";
import { type RunAsk, type RunDeps, startPipelineRun } from "../pipelines/start-pipeline-run.ts";
import { archivedPipeline, type ChatScope, noConversation, within } from "./chat-scope.ts";
import { readAnswers, statusWithoutRun, untitledConversation } from "./conversations.ts";
import { readChat } from "./read-chat.ts";

export type MessageAsk = {
  conversationId: string;
  text: string;
  files?: readonly FileRef[] | undefined;
  /** The turn it follows; null: none. Without it, the newest. */
  parentId?: string | null | undefined;
  /** Refused when another turn follows the same one already, so that two who write at once do not make a branch. */
  asNext?: boolean | undefined;
  version?: RunVersion | undefined;
};
/** What the run is started with besides. */
type RunOptions = Pick<RunAsk, "trigger" | "createdBy" | "keyProof" | "traceparent" | "shareLinkId">;

/** Turns of one conversation: each reads those before it. */
const mostTurns = 500;
/** Characters of the questions that a message follows: each run is given all of them. */
const mostAsked = { member: 2_000_000, visitor: 300_000 } as const;

/** Starts the run that answers, with what was said before where the pipeline has a field for it. */
export async function sendMessage(
  deps: RunDeps,
  { scope, ...options }: RunOptions & { scope: ChatScope },
  ask: MessageAsk,
): Promise<TurnStarted> {
  const { db } = deps;
  const { workspaceId } = scope;
  const where = { ...within(scope), id: ask.conversationId };
  const conversation = await db.prisma.conversation.findFirst({ where, select: { pipelineId: true, title: true } });
  if (!conversation) throw noConversation();
  const { pipelineId, title } = conversation;
  const { shape, view, version } = await readChat(deps, { workspaceId, pipelineId, version: ask.version });
  if (view.isArchived) throw archivedPipeline();
  if (!shape) throw new PatchbayError("bad_input", view.problem ?? "This pipeline cannot be chatted with.");
  const { turn, before } = await addTurn(db, scope, ask);
  const { id, runId } = turn;
  try {
    const remembers = shape.history !== undefined || shape.question.kind === "messages";
    const said = remembers ? await saidBefore(db, { workspaceId, shape }, before) : [];
    const inputs = inputsFor(shape, ask, said);
    await startPipelineRun(deps, { id: runId, workspaceId, pipelineId, version, inputs, ...options });
  } catch (thrown) {
    await db.prisma.chatTurn.deleteMany({ where: { id } });
    throw thrown;
  }
  if (title === untitledConversation)
    await db.prisma.conversation.updateMany({ where: { ...where, title }, data: { title: titleFor(ask.text) } });
  return { id, runId };
}

type Turn = { id: string; parentId: string | null; question: string; runId: string };
type ChatTurn = Turn & { createdAt: Date; files: unknown };

/**
 * The turn is there before its run. Messages to one conversation come one after the other, so of two that are sent at once the
 * second knows of the first.
 */
async function addTurn(db: Db, scope: ChatScope, ask: MessageAsk): Promise<{ turn: Turn; before: ChatTurn[] }> {
  const { conversationId, text: question, files = [] } = ask;
  return await db.prisma.$transaction(async (tx) => {
    // This write is the lock: another message waits for the end of this transaction.
    const where = { ...within(scope), id: conversationId };
    const { count } = await tx.conversation.updateMany({ where, data: { updatedAt: new Date() } });
    if (count === 0) throw noConversation();
    const turns = await tx.chatTurn.findMany({ where: { conversationId }, orderBy: { createdAt: "asc" } });
    if (turns.length >= mostTurns) throw isFull();
    const newest = turns.at(-1);
    const parentId = ask.parentId === undefined ? (newest?.id ?? null) : ask.parentId;
    const before = chainTo(turns, parentId);
    const asked = before.reduce((sum, turn) => sum + turn.question.length, question.length);
    if (asked > mostAsked[scope.visitor ? "visitor" : "member"]) throw isFull();
    const parent = before.at(-1);
    if (parent && !(await isAnswered(tx, parent))) throw stillAnswering();
    if (ask.asNext && turns.some((turn) => turn.parentId === parentId)) throw hasGoneOn();
    const turn = { id: newId(), parentId, question, runId: newId() };
    const createdAt = new Date(Math.max(Date.now(), (newest?.createdAt.getTime() ?? 0) + 1));
    await tx.chatTurn.create({
      data: { ...turn, conversationId, createdAt, files: files.map((file) => ({ ...file })) },
    });
    return { turn, before };
  });
}

async function isAnswered(
  tx: Pick<Db["prisma"], "run">,
  turn: Pick<ChatTurn, "runId" | "createdAt">,
): Promise<boolean> {
  const run = await tx.run.findUnique({ where: { id: turn.runId }, select: { status: true } });
  return isFinished(run ? RunStatus.parse(run.status) : statusWithoutRun(turn));
}

function isFull(): PatchbayError {
  return new PatchbayError("too_large", "This conversation is full. Start a new one.");
}

function stillAnswering(): PatchbayError {
  return new PatchbayError("conflict", "The answer before this message is not finished. Wait for its end, or stop it.");
}

function hasGoneOn(): PatchbayError {
  return new PatchbayError(
    "conflict",
    "Another message was sent in this conversation meanwhile. Read its answer, and send yours again.",
  );
}

/** The turns up to this one, the first one first. */
function chainTo<Turn extends { id: string; parentId: string | null }>(
  turns: readonly Turn[],
  last: string | null,
): Turn[] {
  const byId = new Map(turns.map((turn) => [turn.id, turn]));
  const chain: Turn[] = [];
  for (let id = last; id !== null; ) {
    const turn = byId.get(id);
    if (!turn) throw new PatchbayError("bad_input", "The message before this one is not in this conversation.");
    chain.unshift(turn);
    id = turn.parentId;
  }
  return chain;
}

/** Of answers that failed for what was asked: whatever follows would fail for it too. */
const refused: ReadonlySet<string> = new Set<ErrorCode>([
  "answer_refused",
  "answer_filtered",
  "provider_refused",
  "too_large",
  "bad_input",
]);

/**
 * Questions with their answers, and with the files that a model was given. What was asked stays when the answer failed or
 * was stopped, unless it was refused.
 */
async function saidBefore(
  db: Db,
  { workspaceId, shape }: { workspaceId: string; shape: ChatShape },
  chain: readonly ChatTurn[],
): Promise<Message[]> {
  const answers = await readAnswers(
    db,
    workspaceId,
    chain.map(({ runId }) => runId),
  );
  return chain.flatMap(({ question, runId, files: given }): Message[] => {
    const { answer, error } = answers.get(runId) ?? {};
    if (error && refused.has(error.code)) return [];
    const files = FileRef.array()
      .parse(given)
      .filter((_, index) => shape.seen.includes(shape.files[index]?.name ?? ""));
    const asked: Message = { role: "user", content: question, ...(files.length > 0 ? { files } : {}) };
    // Providers refuse a message without words.
    return answer?.trim() ? [asked, { role: "assistant", content: answer }] : [asked];
  });
}

function inputsFor(shape: ChatShape, { text, files = [] }: MessageAsk, said: Message[]): Values {
  const { question, history } = shape;
  const own: Message = { role: "user", content: text };
  const asked = question.kind === "text" ? text : question.kind === "message" ? own : [...said, own];
  if (files.length > shape.files.length) throw tooManyFiles(shape.files.length);
  const given = shape.files.flatMap(({ name }, index): [string, FileRef][] => {
    const file = files[index];
    return file ? [[name, file]] : [];
  });
  return { [question.name]: asked, ...(history ? { [history.name]: said } : {}), ...Object.fromEntries(given) };
}

function tooManyFiles(most: number): PatchbayError {
  const words = most === 0 ? "takes no files" : `takes at most ${most} ${most === 1 ? "file" : "files"} with a message`;
  return new PatchbayError("bad_input", `This pipeline ${words}.`);
}

function titleFor(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, " ");
  if (line === "") return untitledConversation;
  return line.length > 80 ? `${line.slice(0, 79).trimEnd()}…` : line;
}
