import type { ChatShape } from "../../lib/chat/chat-shape.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { isFinished, type Values } from "../../lib/run.ts";
import type { FileRef, Message } from "../../lib/values/values.ts";
import type { TurnStarted } from "../../lib/views/chat-views.ts";
import type { RunVersion } from "../../lib/views/run-views.ts";
import type { Db } from "../../platform/database/db.ts";
import { newId } from "../../platform/ids.ts";
import { type RunAsk, type RunDeps, startPipelineRun } from "../pipelines/start-pipeline-run.ts";
import { type ChatScope, noConversation, within } from "./chat-scope.ts";
import { readAnswers, untitledConversation } from "./conversations.ts";
import { readChat } from "./read-chat.ts";

export type MessageAsk = {
  conversationId: string;
  text: string;
  files?: readonly FileRef[] | undefined;
  /** The turn it follows; null: none. Without it, the newest. */
  parentId?: string | null | undefined;
  version?: RunVersion | undefined;
};
/** What the run is started with besides. */
type RunOptions = Pick<RunAsk, "trigger" | "createdBy" | "keyId" | "traceparent" | "shareLinkId">;

/** Turns of one conversation: each reads those before it. */
const mostTurns = 500;

/** Starts the run that answers, with what was said before where the pipeline has a field for it. */
export async function sendMessage(
  deps: RunDeps,
  { scope, ...options }: RunOptions & { scope: ChatScope },
  ask: MessageAsk,
): Promise<TurnStarted> {
  const { db } = deps;
  const { workspaceId } = scope;
  const conversation = await db.prisma.conversation.findFirst({
    where: { ...within(scope), id: ask.conversationId },
    include: { turns: { orderBy: { createdAt: "asc" } } },
  });
  if (!conversation) throw noConversation();
  const { id: conversationId, pipelineId, turns } = conversation;
  if (turns.length >= mostTurns) throw new PatchbayError("too_large", "This conversation is full. Start a new one.");
  const parentId = ask.parentId === undefined ? (turns.at(-1)?.id ?? null) : ask.parentId;
  const before = chainTo(turns, parentId);
  const { shape, view, version } = await readChat(deps, { workspaceId, pipelineId, version: ask.version });
  if (!shape) throw new PatchbayError("bad_input", view.problem ?? "This pipeline cannot be chatted with.");
  const inputs = inputsFor(
    shape,
    ask,
    shape.history || shape.question.kind === "messages" ? await saidBefore(db, workspaceId, before) : [],
  );
  const { id: runId } = await startPipelineRun(deps, { workspaceId, pipelineId, version, inputs, ...options });
  const id = newId();
  const files = ask.files?.map((file) => ({ ...file })) ?? [];
  await db.prisma.chatTurn.create({ data: { id, conversationId, parentId, question: ask.text, files, runId } });
  const title = conversation.title === untitledConversation ? { title: titleFor(ask.text) } : {};
  // It may have been deleted in this very moment; the run goes on all the same.
  await db.prisma.conversation.updateMany({ where: { id: conversationId }, data: { updatedAt: new Date(), ...title } });
  return { id, runId };
}

type Turn = { id: string; parentId: string | null; question: string; runId: string };

/** The turns up to this one, the first one first. */
function chainTo(turns: readonly Turn[], last: string | null): Turn[] {
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

/** Questions with their answers. A question that got none is left out, so that user and assistant take turns. */
async function saidBefore(db: Db, workspaceId: string, chain: readonly Turn[]): Promise<Message[]> {
  const answers = await readAnswers(
    db,
    workspaceId,
    chain.map(({ runId }) => runId),
  );
  if ([...answers.values()].some(({ status }) => !isFinished(status)))
    throw new PatchbayError("conflict", "The answer before this one is not finished. Wait for its end, or stop it.");
  return chain.flatMap(({ question, runId }): Message[] => {
    const answer = answers.get(runId)?.answer;
    if (answer === undefined || answer === null) return [];
    return [
      { role: "user", content: question },
      { role: "assistant", content: answer },
    ];
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
